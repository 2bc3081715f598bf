// SPDX-License-Identifier: BSD-2-Clause
/* libmaps.h in a program of C++, which links with the functions by their C names. */
#include <libmaps.h>
#include <linux/maps.h>

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

struct closer {
	maps_area *area = nullptr;

	~closer()
	{
		maps_close(area);
	}
};

int main()
{
	maps_options *options = maps_options_new();
	closer handle;
	void *memory;

	int err = maps_options_set_size(options, 4096);
	if (!err)
		err = maps_create_anonymous(options, &handle.area);
	maps_options_free(options);
	if (!err)
		err = maps_area_map(handle.area, 0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, &memory);
	if (err) {
		fprintf(stderr, "cplusplus: %s\n", strerror(-err));
		return 1;
	}
	maps_info *info;
	if (!maps_area_info(handle.area, &info)) {
		printf("%s of %s from C++\n", maps_info_name(info), maps_info_backing(info));
		maps_info_free(info);
	}
	return maps_area_unmap(memory, 4096) ? 1 : 0;
}
