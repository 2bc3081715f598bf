/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* An area: kernel memory that can be mapped. It knows nothing of devices. */
#ifndef MAPS_AREA_H
#define MAPS_AREA_H

#include <linux/mm_types.h>
#include <linux/types.h>

struct maps_area;

/**
 * struct maps_backing - one way to get the memory of an area
 * @name: as the module parameter and sysfs spell it
 * @contiguous: whether the pages follow each other in physical memory, always
 * @allocate: fill in @kaddr of an area whose @nr_pages is set, with memory that
 *	is zeroed; 0 or -ENOMEM. It never waits for the OOM killer and never
 *	prints: the caller does that.
 * @free: give that memory back
 * @page: the page with number @index
 */
struct maps_backing {
	const char *name;
	bool contiguous;
	int (*allocate)(struct maps_area *area);
	void (*free)(struct maps_area *area);
	struct page *(*page)(const struct maps_area *area, unsigned long index);
};

extern const struct maps_backing maps_backing_vmalloc;
extern const struct maps_backing maps_backing_contig;

/**
 * struct maps_area - kernel memory, and the list of its pages
 * @backing: where the memory is from
 * @nr_pages: its size
 * @kaddr: where the kernel sees it, in one piece
 * @pages: its pages, in their order
 *
 * Owner: the one who called maps_area_create(); who else uses it holds a
 * reference on that owner. Nothing in it changes between maps_area_create() and
 * maps_area_destroy(), so no lock is needed. The bytes themselves belong to the
 * programs that map them, as with any shared memory.
 *
 * It must outlive its mappings: those that are made by pfn (mapper-remap.c) hold
 * no reference on the pages they show.
 */
struct maps_area {
	const struct maps_backing *backing;
	unsigned long nr_pages;
	void *kaddr;
	struct page **pages;
};

const struct maps_backing *maps_backing_find(const char *name);

struct maps_area *maps_area_create(const struct maps_backing *backing, unsigned long nr_pages);
void maps_area_destroy(struct maps_area *area);
void maps_area_stamp(struct maps_area *area, u32 stamp);

static inline size_t maps_area_size(const struct maps_area *area)
{
	return area->nr_pages << PAGE_SHIFT;
}

#endif /* MAPS_AREA_H */
