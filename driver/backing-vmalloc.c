// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Backing "vmalloc": single pages from wherever there are some, which the
 * kernel's page tables join into one piece. Virtually contiguous, physically
 * scattered: no pfn says anything about the next one.
 */
#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>

#include "area.h"

static int vmalloc_allocate(struct maps_area *area)
{
	/*
	 * vmalloc_user() and not vmalloc(): it zeroes the memory, and marks it
	 * VM_USERMAP, without which remap_vmalloc_range() gives -EINVAL.
	 */
	area->kaddr = vmalloc_user(maps_area_size(area));
	return area->kaddr ? 0 : -ENOMEM;
}

static void vmalloc_free(struct maps_area *area)
{
	vfree(area->kaddr);
}

static struct page *vmalloc_page(const struct maps_area *area, unsigned long index)
{
	/* Each page has to be asked for; virt_to_page() would be nonsense here. */
	return vmalloc_to_page(area->kaddr + (index << PAGE_SHIFT));
}

const struct maps_backing maps_backing_vmalloc = {
	.name = "vmalloc",
	.contiguous = false,
	.allocate = vmalloc_allocate,
	.free = vmalloc_free,
	.page = vmalloc_page,
};
