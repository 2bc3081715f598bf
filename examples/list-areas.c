// SPDX-License-Identifier: BSD-2-Clause
/*
 * List all areas that have a device, with their properties. Anyone may do so:
 *
 *   cc list-areas.c $(pkg-config --cflags --libs libmaps) -o list-areas
 *   ./list-areas
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <libmaps.h>

int main(void)
{
	const struct maps_info *info;
	struct maps_iterator *iterator;
	int err = maps_iterator_new(&iterator);

	if (err) {
		fprintf(stderr, "list-areas: %s; is the driver loaded? (modprobe maps)\n", strerror(-err));
		return 1;
	}
	while ((info = maps_iterator_next(iterator))) {
		printf("%s: %" PRIu64 " bytes, %s, mapped by %s, private: %s, %" PRIu64 " mappings", maps_info_path(info),
		       maps_info_size(info), maps_info_backing(info), maps_info_mapper(info), maps_info_private(info),
		       maps_info_mappings(info));
		if (*maps_info_label(info))
			printf(", called %s", maps_info_label(info));
		puts(maps_info_revoked(info) ? ", revoked" : "");
	}
	err = maps_iterator_error(iterator);
	maps_iterator_free(iterator);
	if (err)
		fprintf(stderr, "list-areas: %s; these are not all\n", strerror(-err));
	return err ? 1 : 0;
}
