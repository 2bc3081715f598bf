// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Mapper "insert": vm_insert_pages(), all pages in one call, backed up by a fault
 * handler.
 *
 * The kernel takes a reference to each page and fills a whole page table at a
 * time, which makes this the cheapest way to map single pages. When something
 * such as madvise(MADV_DONTNEED) removes a page from the mapping later, the fault
 * handler puts it back: without one, the next access would raise SIGBUS.
 */
#include <linux/mm.h>

#include "area.h"
#include "compat/mmap_prepare.h"
#include "mapper.h"
#include "mapping.h"

static int insert_map(const struct maps_area *area, struct vm_area_struct *vma, unsigned long *page)
{
	unsigned long nr_left = vma_pages(vma);
	int err = vm_insert_pages(vma, vma->vm_start, area->pages + vma->vm_pgoff, &nr_left);

	*page = vma->vm_pgoff + vma_pages(vma) - nr_left;
	/* insert_pages() in mm/memory.c returns this if there is no memory for a page table. */
	return err == -EFAULT ? -ENOMEM : err;
}

static const struct vm_operations_struct insert_vm_ops = {
	.open = maps_mapping_open,
	.close = maps_mapping_close,
	MAPS_VM_OPS_MAPPED
	.fault = maps_fault,
};

const struct maps_mapper maps_mapper_insert = {
	.name = "insert",
	.kind = MAPS_MAPPER_INSERT,
	/*
	 * vm_insert_pages() would set VM_MIXEDMAP by itself, but the fault handler
	 * inserts pages, too, and must find it set.
	 */
	.flags = VM_DONTEXPAND | VM_MIXEDMAP,
	.map = insert_map,
	.prepared = true,
	.vm_ops = &insert_vm_ops,
};
