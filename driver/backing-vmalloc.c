// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Backing "vmalloc": single pages from wherever there are some, which the
 * kernel's page tables join into one piece. Virtually contiguous, physically
 * scattered: no pfn says anything about the next one.
 */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>

#include "area.h"
#include "inode.h"

static int vmalloc_allocate(struct maps_area *area)
{
	unsigned long index;

	area->inode = maps_inode_create(maps_area_size(area));
	if (IS_ERR(area->inode))
		return PTR_ERR(area->inode);
	/*
	 * vmalloc_user() and not vmalloc(): it zeroes the memory, and marks it
	 * VM_USERMAP, without which remap_vmalloc_range() gives -EINVAL.
	 */
	area->kaddr = vmalloc_user(maps_area_size(area));
	if (!area->kaddr)
		goto put_inode;
	/* Each page has to be asked for; virt_to_page() would be nonsense here. */
	for (index = 0; index < area->nr_pages; index++)
		area->pages[index] = vmalloc_to_page(area->kaddr + (index << PAGE_SHIFT));
	return 0;

put_inode:
	iput(area->inode);
	return -ENOMEM;
}

static void vmalloc_free(struct maps_area *area)
{
	vfree(area->kaddr);
	iput(area->inode);
}

const struct maps_backing maps_backing_vmalloc = {
	.name = "vmalloc",
	.contiguous = false,
	.allocate = vmalloc_allocate,
	.free = vmalloc_free,
};
