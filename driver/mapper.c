// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The table of mappers, and the memory that each can map. */
#include <linux/string.h>

#include "area.h"
#include "mapper.h"

static const struct maps_mapper *const maps_mappers[] = {
	&maps_mapper_remap,
	&maps_mapper_range,
	&maps_mapper_insert,
	&maps_mapper_fault,
	&maps_mapper_huge,
	&maps_mapper_shmem,
};

/*
 * For memory made of single pages, insert: it supports everything that the kernel can
 * do with struct pages (copy on write, O_DIRECT, ptrace), and costs less than any
 * other way to map all of it. docs/performance.md compares them.
 */
static const struct maps_mapper *maps_mapper_best(const struct maps_backing *backing)
{
	if (backing == &maps_backing_huge)
		return &maps_mapper_huge;
	if (backing == &maps_backing_shmem)
		return &maps_mapper_shmem;
	return &maps_mapper_insert;
}

/**
 * maps_mapper_find - find a mapper by its name
 * @name: as the user wrote it; "auto" is the best one for @backing
 * @backing: the memory to be mapped
 *
 * Return: the mapper, or NULL if there is none of that name.
 */
const struct maps_mapper *maps_mapper_find(const char *name, const struct maps_backing *backing)
{
	size_t i;

	if (!strcmp(name, "auto"))
		return maps_mapper_best(backing);
	for (i = 0; i < ARRAY_SIZE(maps_mappers); i++)
		if (!strcmp(name, maps_mappers[i]->name))
			return maps_mappers[i];
	return NULL;
}

/**
 * maps_mapper_of_kind - find a mapper by its number
 * @kind: an enum maps_mapper_kind; MAPS_MAPPER_AUTO is the best one for @backing
 * @backing: the memory to be mapped
 *
 * Return: the mapper, or NULL if there is none of that number.
 */
const struct maps_mapper *maps_mapper_of_kind(u32 kind, const struct maps_backing *backing)
{
	size_t i;

	if (kind == MAPS_MAPPER_AUTO)
		return maps_mapper_best(backing);
	for (i = 0; i < ARRAY_SIZE(maps_mappers); i++)
		if (kind == maps_mappers[i]->kind)
			return maps_mappers[i];
	return NULL;
}

/**
 * maps_mapper_unsuited - why a mapper cannot map some memory
 * @mapper: the mapper
 * @backing: the memory
 *
 * Return: the reason, as a clause for a message; NULL if it can.
 */
const char *maps_mapper_unsuited(const struct maps_mapper *mapper,
				 const struct maps_backing *backing)
{
	if (backing == &maps_backing_shmem && mapper != &maps_mapper_shmem)
		return "the pages belong to shmem, which maps them itself (mapper=shmem)";
	return mapper->unsuited ? mapper->unsuited(backing) : NULL;
}
