// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* An area: allocate kernel memory, know its pages, free it. */
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <asm/byteorder.h>

#include "area.h"

static const struct maps_backing *const maps_backings[] = {
	&maps_backing_vmalloc,
	&maps_backing_contig,
};

/**
 * maps_backing_find - the backing of that name
 * @name: what a person wrote; "auto" is the best one there is
 *
 * Return: the backing, or NULL where there is none of that name.
 */
const struct maps_backing *maps_backing_find(const char *name)
{
	size_t i;

	if (!strcmp(name, "auto"))
		return &maps_backing_vmalloc;
	for (i = 0; i < ARRAY_SIZE(maps_backings); i++)
		if (!strcmp(name, maps_backings[i]->name))
			return maps_backings[i];
	return NULL;
}

/**
 * maps_area_create - allocate an area; its memory is zeroed
 * @backing: where to get the memory from
 * @nr_pages: its size in pages, not 0
 *
 * Return: the area, to be given to maps_area_destroy(); or an ERR_PTR():
 * -ENOMEM where there is not that much memory, -EOVERFLOW where no machine
 * could have it.
 */
struct maps_area *maps_area_create(const struct maps_backing *backing, unsigned long nr_pages)
{
	struct maps_area *area;
	unsigned long index;
	size_t size;
	int err;

	if (check_mul_overflow(nr_pages, PAGE_SIZE, &size))
		return ERR_PTR(-EOVERFLOW);
	/*
	 * What is not there cannot be had, and to ask for it would wake the
	 * OOM killer or print a report: so look first. What is there now may
	 * be gone in a moment; the allocation itself copes with that.
	 */
	if (nr_pages > (unsigned long)max(si_mem_available(), 0L))
		return ERR_PTR(-ENOMEM);

	area = kzalloc(sizeof(*area), GFP_KERNEL);
	if (!area)
		return ERR_PTR(-ENOMEM);
	area->backing = backing;
	area->nr_pages = nr_pages;

	err = backing->allocate(area);
	if (err)
		goto free_area;

	area->pages = kvmalloc_array(nr_pages, sizeof(*area->pages), GFP_KERNEL | __GFP_NOWARN);
	if (!area->pages) {
		err = -ENOMEM;
		goto free_memory;
	}
	for (index = 0; index < nr_pages; index++)
		area->pages[index] = backing->page(area, index);
	return area;

free_memory:
	backing->free(area);
free_area:
	kfree(area);
	return ERR_PTR(err);
}

/**
 * maps_area_destroy - free an area that nobody can map any more
 * @area: what maps_area_create() returned
 */
void maps_area_destroy(struct maps_area *area)
{
	kvfree(area->pages);
	area->backing->free(area);
	kfree(area);
}

/**
 * maps_area_stamp - put a mark at the beginning of each page
 * @area: an area that nobody maps yet
 * @stamp: the mark, least significant byte first on every machine; 0xaabbccdd
 *	gives the bytes dd cc bb aa, and 0 leaves the page zeroed
 */
void maps_area_stamp(struct maps_area *area, u32 stamp)
{
	unsigned long index;

	for (index = 0; index < area->nr_pages; index++)
		*(__le32 *)(area->kaddr + (index << PAGE_SHIFT)) = cpu_to_le32(stamp);
}
