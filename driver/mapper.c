// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The table of mappers. */
#include <linux/string.h>

#include "mapper.h"

static const struct maps_mapper *const maps_mappers[] = {
	&maps_mapper_remap,
	&maps_mapper_range,
	&maps_mapper_insert,
	&maps_mapper_fault,
};

/**
 * maps_mapper_find - the mapper of that name
 * @name: what a person wrote; "auto" is the best one there is
 *
 * "auto" is insert for memory made of single pages: it does all that the kernel
 * can do with struct pages (copy on write, O_DIRECT, ptrace), and costs less
 * than any other way to map all of it. docs/mapping.md compares them.
 *
 * Return: the mapper, or NULL where there is none of that name.
 */
const struct maps_mapper *maps_mapper_find(const char *name)
{
	size_t i;

	if (!strcmp(name, "auto"))
		return &maps_mapper_insert;
	for (i = 0; i < ARRAY_SIZE(maps_mappers); i++)
		if (!strcmp(name, maps_mappers[i]->name))
			return maps_mappers[i];
	return NULL;
}
