// SPDX-License-Identifier: BSD-2-Clause
/*
 * Create an area with a label and map it; then find it again by its label, as another
 * program would, and read what is there. As root:
 *
 *   cc create-and-map.c $(pkg-config --cflags --libs libmaps) -o create-and-map
 *   ./create-and-map frames
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include <libmaps.h>

#define SIZE (1 << 20)

/* Create an area of SIZE bytes, each page of which begins with "maps". */
static int create(const char *label, struct maps_area **area)
{
	struct maps_options *options = maps_options_new();
	int err;

	if (!options)
		return -ENOMEM;
	maps_options_set_stamp(options, 0x7370616d);
	err = maps_options_set_size(options, SIZE);
	if (!err)
		err = maps_options_set_label(options, label);
	if (!err)
		err = maps_create(options, area);
	maps_options_free(options);
	return err;
}

/* Find the area by its label, and print what its first page holds. */
static int look_up(const char *label)
{
	struct maps_area *area;
	void *memory;
	int err = maps_open(label, O_RDONLY, &area);

	if (err)
		return err;
	err = maps_area_map(area, 0, SIZE, PROT_READ, MAP_SHARED, &memory);
	maps_close(area);	/* the mapping remains */
	if (err)
		return err;
	printf("%s has: %s\n", label, (const char *)memory);
	return maps_area_unmap(memory, SIZE);
}

static int use(const char *label, const struct maps_area *area)
{
	void *memory;
	int err = maps_area_map(area, 0, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, &memory);

	if (err)
		return err;
	strcpy((char *)memory + 4, ": kernel memory, shared");
	err = look_up(label);
	maps_area_unmap(memory, SIZE);
	return err;
}

int main(int argc, char **argv)
{
	const char *label = argc > 1 ? argv[1] : "example";
	struct maps_area *area;
	int destroyed;
	int err = create(label, &area);

	if (!err) {
		err = use(label, area);
		maps_close(area);
		destroyed = maps_destroy(label, false);
		err = err ? err : destroyed;
	}
	if (err)
		fprintf(stderr, "create-and-map: %s: %s\n", label, strerror(-err));
	return err ? 1 : 0;
}
