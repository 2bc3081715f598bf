// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 2. Symptom: a private mapping of several pages is EINVAL, one of a single
 * page is good.
 * Cause: page by page, remap_pfn_range() cannot fill a copy-on-write mapping. The
 * error is passed on, and yet this is no answer to what was asked.
 * Cure: map struct pages; or refuse all private mappings, and say so.
 */
#include "broken.h"

static int checked_error_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct broken_buffer *buffer = broken_buffer(file);
	unsigned long addr = vma->vm_start;
	void *kaddr;
	int err;

	if (!broken_in_bounds(vma, buffer))
		return -EINVAL;
	kaddr = buffer->kaddr + (vma->vm_pgoff << PAGE_SHIFT);
	while (addr < vma->vm_end) {
		err = remap_pfn_range(vma, addr, vmalloc_to_pfn(kaddr), PAGE_SIZE,
				      vma->vm_page_prot);
		if (err)
			return err;
		addr += PAGE_SIZE;
		kaddr += PAGE_SIZE;
	}
	return 0;
}

static const struct file_operations checked_error_fops = {
	BROKEN_FOPS,
	.mmap = checked_error_mmap,
};

struct broken_device broken_checked_error = {
	.name = "checked-error",
	.fops = &checked_error_fops,
	.memory = &broken_scattered,
};
