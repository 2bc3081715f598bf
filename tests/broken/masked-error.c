// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 25. Symptom: mmap gives EAGAIN, and trying again does not help.
 * Cause: whatever remap_pfn_range() said, the driver says EAGAIN, as the examples
 * in a famous book do. Here it is the EINVAL of row 2.
 * Cure: return the error of the function that failed.
 */
#include "broken.h"

static int masked_error_mmap(struct file *file, struct vm_area_struct *vma)
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
			return -EAGAIN;
		addr += PAGE_SIZE;
		kaddr += PAGE_SIZE;
	}
	return 0;
}

static const struct file_operations masked_error_fops = {
	BROKEN_FOPS,
	.mmap = masked_error_mmap,
};

struct broken_device broken_masked_error = {
	.name = "masked-error",
	.fops = &masked_error_fops,
	.memory = &broken_scattered,
};
