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
	unsigned long index;

	area->inode = maps_inode_create(maps_area_size(area));
	if (IS_ERR(area->inode))
		return PTR_ERR(area->inode);
	/*
	 * alloc_pages_exact() splits the block, so that each page has a
	 * reference count of its own, as vm_insert_page() and get_page() need;
	 * the tail pages of a plain alloc_pages() have none.
	 */
	area->kaddr = alloc_pages_exact(maps_area_size(area), GFP_KERNEL | __GFP_ZERO |
					__GFP_NOWARN | __GFP_RETRY_MAYFAIL);
	if (!area->kaddr)
		goto put_inode;
	for (index = 0; index < area->nr_pages; index++)
		area->pages[index] = virt_to_page(area->kaddr) + index;
	return 0;

put_inode:
	iput(area->inode);
	return -ENOMEM;
}

static void contig_free(struct maps_area *area)
{
	free_pages_exact(area->kaddr, maps_area_size(area));
	iput(area->inode);
}

const struct maps_backing maps_backing_contig = {
	.name = "contig",
	.contiguous = true,
	.allocate = contig_allocate,
	.free = contig_free,
};
