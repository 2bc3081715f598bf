// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* An area: allocate kernel memory, know its pages, free it. */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <asm/byteorder.h>

#include "area.h"

static const struct maps_backing *const maps_backings[] = {
	&maps_backing_vmalloc,
	&maps_backing_contig,
	&maps_backing_huge,
	&maps_backing_shmem,
};

/**
 * maps_backing_find - the backing of that name
 * @name: what a person wrote; "auto" is the best one for the size
 * @nr_pages: the size
 *
 * Return: the backing, or NULL where there is none of that name.
 */
const struct maps_backing *maps_backing_find(const char *name, unsigned long nr_pages)
{
	size_t i;

	if (!strcmp(name, "auto"))
		return nr_pages < MAPS_HUGE_PAGES ? &maps_backing_vmalloc : &maps_backing_huge;
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
 * Return: the area, with one reference, the caller's; or an ERR_PTR(): -ENOMEM
 * where there is not that much memory, -EOVERFLOW where no machine could have it.
 */
struct maps_area *maps_area_create(const struct maps_backing *backing, unsigned long nr_pages)
{
	struct maps_area *area;
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
	kref_init(&area->refs);
	area->backing = backing;
	area->nr_pages = nr_pages;

	area->pages = kvmalloc_array(nr_pages, sizeof(*area->pages), GFP_KERNEL | __GFP_NOWARN);
	if (!area->pages) {
		err = -ENOMEM;
		goto free_area;
	}
	err = backing->allocate(area);
	if (err)
		goto free_pages;
	return area;

free_pages:
	kvfree(area->pages);
free_area:
	kfree(area);
	return ERR_PTR(err);
}

void maps_area_get(struct maps_area *area)
{
	kref_get(&area->refs);
}

static void maps_area_release(struct kref *refs)
{
	struct maps_area *area = container_of(refs, struct maps_area, refs);

	area->backing->free(area);
	kvfree(area->pages);
	kfree(area);
}

/**
 * maps_area_put - drop a reference; the last one frees the memory
 * @area: the area
 */
void maps_area_put(struct maps_area *area)
{
	kref_put(&area->refs, maps_area_release);
}

/**
 * maps_area_revoke - take an area away from all who map it
 * @area: one whose mappings refuse faults already
 *
 * Private copies go, too: what a program made of the area is not worth more than
 * the area itself.
 *
 * Return: 0 or a negative errno.
 */
int maps_area_revoke(struct maps_area *area)
{
	if (area->backing->revoke)
		return area->backing->revoke(area);
	unmap_mapping_range(area->inode->i_mapping, 0, 0, 1);
	return 0;
}

/**
 * maps_area_piece - the block of physical memory that a page is the beginning of
 * @area: the area
 * @index: a page; 0, or the one behind another piece
 *
 * Return: its size in pages, as it was allocated.
 */
unsigned long maps_area_piece(const struct maps_area *area, unsigned long index)
{
	struct page *page = area->pages[index];

	if (area->backing->contiguous)
		return area->nr_pages;
	if (!PageHead(page))
		return 1;
	return min(1UL << compound_order(page), area->nr_pages - index);
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
