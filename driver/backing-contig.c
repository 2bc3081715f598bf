// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Backing "contig": one block of physically contiguous pages, for memory that a
 * device without an IOMMU is to read. The page allocator provides at most 4 MiB with
 * pages of 4 KiB, and less on a system that has been running for a long time.
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
	 * Each page needs its own reference count for vm_insert_page() and
	 * get_page(); the tail pages of a block do not have one.
	 */
	split_page(page, order);
	for (index = 0; index < area->nr_pages; index++)
		area->pages[index] = page + index;
	/* Free what exceeds the size: the allocator only handles powers of two. */
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
