// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 55. Symptom: after munmap() or mprotect() of a part, the rest shows other pages.
 * Cause: the fault handler counts pages from the beginning of the VMA. It is not where
 * the mapping began, once that was split.
 * Cure: vmf->pgoff, which the kernel keeps right.
 */
#include "broken.h"

static vm_fault_t counts_from_start_fault(struct vm_fault *vmf)
{
	struct vm_area_struct *vma = vmf->vma;
	struct broken_buffer *buffer = broken_buffer(vma->vm_file);
	unsigned long first = (unsigned long)vma->vm_private_data;
	unsigned long page = first + ((vmf->address - vma->vm_start) >> PAGE_SHIFT);

	if (page >= buffer->nr_pages)
		return VM_FAULT_SIGBUS;
	vmf->page = buffer->pages[page];
	get_page(vmf->page);
	return 0;
}

static const struct vm_operations_struct counts_from_start_vm_ops = {
	.fault = counts_from_start_fault,
};

static int counts_from_start_mmap(struct file *file, struct vm_area_struct *vma)
{
	int err = broken_mmap(file, vma);

	if (err)
		return err;
	vma->vm_private_data = (void *)vma->vm_pgoff;
	vma->vm_ops = &counts_from_start_vm_ops;
	return 0;
}

static const struct file_operations counts_from_start_fops = {
	BROKEN_FOPS,
	.mmap = counts_from_start_mmap,
};

struct broken_device broken_counts_from_start = {
	.name = "counts-from-start",
	.fops = &counts_from_start_fops,
	.memory = &broken_scattered,
};
