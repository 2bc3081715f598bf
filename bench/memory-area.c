// SPDX-License-Identifier: BSD-2-Clause
/* An area of maps.ko: the names of memory and way are those of backing and mapper. */
#include <errno.h>
#include <libmaps.h>

#include "memory.h"

static bool area_open(struct memory *memory)
{
	struct maps_options *options = maps_options_new();
	int err = options ? maps_options_set_size(options, memory->size) : -ENOMEM;

	if (!err)
		err = maps_options_set_backing(options, memory->subject->memory);
	if (!err)
		err = maps_options_set_mapper(options, memory->subject->way);
	if (!err)
		err = maps_create_anonymous(options, &memory->area);
	maps_options_free(options);
	if (err)
		return memory_fail(memory, "an area of that size", -err);
	memory->fd = maps_area_fd(memory->area);
	return true;
}

static void area_close(struct memory *memory)
{
	maps_close(memory->area);
}

const struct memory_kind memory_area = { area_open, area_close };
