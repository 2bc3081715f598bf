// SPDX-License-Identifier: BSD-2-Clause
/* Make an area that has the label ARGUMENT, and print its device and libmaps' version. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include <libmaps.h>

int main(int argc, char **argv)
{
	struct maps_options *options = maps_options_new();
	struct maps_area *area;
	struct maps_info *info;
	int err;

	if (argc != 2 || !options)
		return 2;
	err = maps_options_set_size(options, 1 << 16);
	if (!err)
		err = maps_options_set_label(options, argv[1]);
	if (!err)
		err = maps_create(options, &area);
	if (!err)
		err = maps_area_info(area, &info);
	maps_options_free(options);
	if (err) {
		fprintf(stderr, "label: %s: %s\n", argv[1], strerror(-err));
		return 1;
	}
	printf("%s %s\n", maps_info_path(info), maps_version());
	maps_info_free(info);
	maps_close(area);
	return 0;
}
