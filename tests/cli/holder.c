// SPDX-License-Identifier: BSD-2-Clause
/*
 * Has an area open, or mapped, until it is killed; for tests of those who look at it.
 *
 *   holder open DEVICE        open, and not mapped
 *   holder untouched DEVICE   mapped shared, and no page touched
 *   holder shared DEVICE      each page read
 *   holder private DEVICE     mapped private, each page read, the first written
 *   holder anonymous          an area of four pages that has no device, each page read
 *
 * It says "ready" then.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "libmaps.h"

static int fail(const char *what, int err)
{
	fprintf(stderr, "holder: %s: %s\n", what, strerror(-err));
	return 1;
}

static int open_area(const char *mode, const char *device, struct maps_area **area)
{
	struct maps_options *options;
	int err;

	if (strcmp(mode, "anonymous") != 0)
		return maps_open(device, O_RDWR, area);
	options = maps_options_new();
	maps_options_set_size(options, 4 * (uint64_t)sysconf(_SC_PAGESIZE));
	err = maps_create_anonymous(options, area);
	maps_options_free(options);
	return err;
}

/* Map all of it, and touch it as @mode says. */
static int map_area(const char *mode, const struct maps_area *area)
{
	bool private = strcmp(mode, "private") == 0;
	off_t size = lseek(maps_area_fd(area), 0, SEEK_END);
	volatile char *memory, sum = 0;
	void *address;
	int err;

	err = maps_area_map(area, 0, (size_t)size, PROT_READ | PROT_WRITE, private ? MAP_PRIVATE : MAP_SHARED,
			    &address);
	if (err || strcmp(mode, "untouched") == 0)
		return err;
	memory = address;
	for (off_t i = 0; i < size; i += sysconf(_SC_PAGESIZE))
		sum += memory[i];
	if (private)
		memory[0] = sum;
	return 0;
}

int main(int argc, char **argv)
{
	struct maps_area *area;
	int err;

	if (argc < 2)
		return 2;
	err = open_area(argv[1], argv[argc - 1], &area);
	if (err)
		return fail(argv[argc - 1], err);
	if (strcmp(argv[1], "open") != 0)
		err = map_area(argv[1], area);
	if (err)
		return fail("mmap", err);
	puts("ready");
	fflush(stdout);
	for (;;)
		pause();
}
