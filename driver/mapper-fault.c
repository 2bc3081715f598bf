// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Mapper "fault": maps nothing at mmap, but each page when it is first touched,
 * along with the pages around it.
 *
 * A mapping costs nothing until it is used, so this is the one for areas of
 * which a program touches little. A program that touches everything pays for
 * each fault; mapping the neighbours as well divides that cost by up to 16.
 */
#include <linux/mm.h>

#include "area.h"
#include "compat/mmap_prepare.h"
#include "mapper.h"
#include "mapping.h"

/* Pages that one fault maps: the aligned block around the one touched. */
#define FAULT_AROUND 16UL

/* Map the pages first..last of the area, except those that are already mapped. */
static void fault_around(const struct maps_area *area, struct vm_area_struct *vma,
			 unsigned long first, unsigned long last)
{
	while (first <= last) {
		unsigned long addr = vma->vm_start + ((first - vma->vm_pgoff) << PAGE_SHIFT);
		unsigned long nr_left = last - first + 1;
		int err = vm_insert_pages(vma, addr, area->pages + first, &nr_left);

		first = last + 1 - nr_left;
		if (err == -EBUSY)
			first++;	/* already mapped, or there is a private copy */
		else if (err)
			break;		/* best effort: nobody asked for these */
	}
}

/**
 * maps_fault - vm_operations_struct.fault: a page that is not mapped was touched
 * @vmf: the fault
 *
 * Return: VM_FAULT_NOPAGE if the page is mapped now; 0 if the kernel is to copy
 * vmf->page; VM_FAULT_SIGBUS past the end of the area, or if it is revoked;
 * VM_FAULT_OOM.
 */
vm_fault_t maps_fault(struct vm_fault *vmf)
{
	struct vm_area_struct *vma = vmf->vma;
	const struct maps_area *area = maps_vma_area(vma);
	struct page *page;
	int err;

	if (!area || vmf->pgoff >= area->nr_pages)
		return VM_FAULT_SIGBUS;
	page = area->pages[vmf->pgoff];

	if ((vmf->flags & FAULT_FLAG_WRITE) && !(vma->vm_flags & VM_SHARED)) {
		/* A private mapping: the kernel copies it, and drops our reference. */
		get_page(page);
		vmf->page = page;
		return 0;
	}

	/* vm_insert_page() needs the page's own address, not the one touched. */
	err = vm_insert_page(vma, vmf->address & PAGE_MASK, page);
	if (err && err != -EBUSY)	/* -EBUSY: another thread was faster */
		return vmf_error(err);

	fault_around(area, vma, max(round_down(vmf->pgoff, FAULT_AROUND), vma->vm_pgoff),
		     min(round_down(vmf->pgoff, FAULT_AROUND) + FAULT_AROUND,
			 vma->vm_pgoff + vma_pages(vma)) - 1);
	return VM_FAULT_NOPAGE;
}

static const struct vm_operations_struct fault_vm_ops = {
	.open = maps_mapping_open,
	.close = maps_mapping_close,
	MAPS_VM_OPS_MAPPED
	.fault = maps_fault,
};

const struct maps_mapper maps_mapper_fault = {
	.name = "fault",
	.kind = MAPS_MAPPER_FAULT,
	/*
	 * The fault handler inserts pages, which requires VM_MIXEDMAP, and flags
	 * may only be changed at mmap, when mmap_lock is held for writing.
	 */
	.flags = VM_DONTEXPAND | VM_MIXEDMAP,
	.prepared = true,
	.vm_ops = &fault_vm_ops,
};
