// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Backing "vmalloc": single pages from anywhere in memory, joined into one piece
 * by the kernel's page tables. Virtually contiguous, physically scattered: a pfn
 * says nothing about the next one.
 *
 * vmalloc_user() would do the same with a single call. However, it takes no flags,
 * so it charges nobody, takes no NUMA node, and invokes the OOM killer: right for
 * what a driver needs for itself, wrong for what a program may request.
 */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/vmalloc.h>

#include "area.h"
#include "inode.h"

static void vmalloc_free_pages(struct maps_area *area, unsigned long nr_pages)
{
	while (nr_pages--) {
		__free_page(area->pages[nr_pages]);
		cond_resched();
	}
}

static int vmalloc_allocate_pages(struct maps_area *area)
{
	unsigned long index;

	for (index = 0; index < area->nr_pages; index++) {
		struct page *page = maps_area_alloc_pages(area, 0, 0);

		if (IS_ERR(page)) {
			vmalloc_free_pages(area, index);
			return PTR_ERR(page);
		}
		area->pages[index] = page;
	}
	return 0;
}

static int vmalloc_allocate(struct maps_area *area)
{
	int err;

	area->inode = maps_inode_create(maps_area_size(area));
	if (IS_ERR(area->inode))
		return PTR_ERR(area->inode);
	err = vmalloc_allocate_pages(area);
	if (err)
		goto put_inode;
	/* Without VM_USERMAP, remap_vmalloc_range() returns -EINVAL. */
	area->kaddr = vmap(area->pages, area->nr_pages, VM_MAP | VM_USERMAP, PAGE_KERNEL);
	if (!area->kaddr) {
		err = -ENOMEM;
		goto free_pages;
	}
	return 0;

free_pages:
	vmalloc_free_pages(area, area->nr_pages);
put_inode:
	iput(area->inode);
	return err;
}

static void vmalloc_free(struct maps_area *area)
{
	vunmap(area->kaddr);
	vmalloc_free_pages(area, area->nr_pages);
	iput(area->inode);
}

const struct maps_backing maps_backing_vmalloc = {
	.name = "vmalloc",
	.kind = MAPS_BACKING_VMALLOC,
	.contiguous = false,
	.any_node = true,
	.allocate = vmalloc_allocate,
	.free = vmalloc_free,
};
