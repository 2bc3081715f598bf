// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Mapper "range": remap_vmalloc_range(), a single call for memory marked
 * VM_USERMAP, such as that of vmalloc_user(), or of our backing vmalloc.
 *
 * It calls vm_insert_page() for each page, so the kernel knows the pages: they
 * are copied on write in a private mapping, and O_DIRECT and debuggers work. It
 * takes the least code, but costs a walk of the page tables for each page.
 *
 * The fault handler of mapper-fault.c backs it up when pages have been removed:
 * without one, an access after madvise(MADV_DONTNEED) would raise SIGBUS.
 */
#include <linux/mm.h>
#include <linux/vmalloc.h>

#include "area.h"
#include "mapper.h"
#include "mapping.h"

static const char *range_unsuited(const struct maps_backing *backing)
{
	/* It requires a vmalloc area marked VM_USERMAP, and returns -EINVAL otherwise. */
	if (backing == &maps_backing_vmalloc)
		return NULL;
	return "remap_vmalloc_range() takes memory marked VM_USERMAP only (backing=vmalloc)";
}

static int range_map(const struct maps_area *area, struct vm_area_struct *vma, unsigned long *page)
{
	*page = vma->vm_pgoff;
	return remap_vmalloc_range(vma, area->kaddr, vma->vm_pgoff);
}

static const struct vm_operations_struct range_vm_ops = {
	.open = maps_mapping_open,
	.close = maps_mapping_close,
	.fault = maps_fault,
};

const struct maps_mapper maps_mapper_range = {
	.name = "range",
	.kind = MAPS_MAPPER_RANGE,
	.flags = VM_DONTEXPAND,
	.unsuited = range_unsuited,
	.map = range_map,
	.vm_ops = &range_vm_ops,
};
