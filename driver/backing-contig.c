// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Backing "contig": one block of pages that follow each other in physical
 * memory, for what a device without an IOMMU is to read. The page allocator
 * gives no more than a few MiB of that, less on a machine that ran for long.
 */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/gfp.h>
#include <linux/mm.h>

#include "area.h"
#include "inode.h"

static int contig_allocate(struct maps_area *area)
{
	unsigned int order = get_order(maps_area_size(area));
	unsigned long index;
	struct page *page;

	area->inode = maps_inode_create(maps_area_size(area));
	if (IS_ERR(area->inode))
		return PTR_ERR(area->inode);
	page = maps_area_alloc_pages(area, 0, order);
	if (IS_ERR(page))
		goto put_inode;
	/*
	 * Each page needs a reference count of its own for vm_insert_page() and
	 * get_page(), which the tail pages of a block do not have.
	 */
	split_page(page, order);
	for (index = 0; index < area->nr_pages; index++)
		area->pages[index] = page + index;
	/* What the allocator gave beyond the size: it knows powers of two only. */
	for (; index < 1UL << order; index++)
		__free_page(page + index);
	area->kaddr = page_address(page);
	return 0;

put_inode:
	iput(area->inode);
	return PTR_ERR(page);
}

static void contig_free(struct maps_area *area)
{
	unsigned long index;

	for (index = 0; index < area->nr_pages; index++)
		__free_page(area->pages[index]);
	iput(area->inode);
}

const struct maps_backing maps_backing_contig = {
	.name = "contig",
	.kind = MAPS_BACKING_CONTIG,
	.contiguous = true,
	.any_node = true,
	.allocate = contig_allocate,
	.free = contig_free,
};
