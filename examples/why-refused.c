// SPDX-License-Identifier: BSD-2-Clause
/*
 * Try to map one page more than an area has, and tell why that is refused:
 *
 *   cc why-refused.c $(pkg-config --cflags --libs libmaps) -o why-refused
 *   ./why-refused maps0
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <libmaps.h>

/* Print the error and, if the driver has recorded one, its reason. */
static void complain(const char *device, const struct maps_area *area, int err)
{
	char *reason;

	fprintf(stderr, "why-refused: %s: %s\n", device, strerror(-err));
	if (area && maps_area_refusal(area, &reason) == 0) {
		fputs(reason, stderr);
		free(reason);
	}
}

/* The size of an area plus one page; 0 if it cannot be determined. */
static size_t too_much(const struct maps_area *area)
{
	struct maps_info *info;
	uint64_t bytes;

	if (maps_area_info(area, &info))
		return 0;
	bytes = maps_info_size(info);
	maps_info_free(info);
	return bytes + (size_t)sysconf(_SC_PAGESIZE);
}

int main(int argc, char **argv)
{
	const char *device = argc > 1 ? argv[1] : "/dev/maps0";
	struct maps_area *area;
	void *memory;
	int err = maps_open(device, O_RDONLY, &area);

	if (err) {
		complain(device, NULL, err);
		return 1;
	}
	err = maps_area_map(area, 0, too_much(area), PROT_READ, MAP_SHARED, &memory);
	if (err)
		complain(device, area, err);
	maps_close(area);
	return err ? 1 : 0;
}
