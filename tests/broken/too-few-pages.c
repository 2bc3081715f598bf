// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 11. Symptom: the first half of the mapping is good, then SIGBUS.
 * Cause: mmap compares the mapping with the size in pages, and then maps as many
 * pages as there are blocks of two.
 * Cure: one unit; refuse in mmap what cannot be mapped.
 */
#include "broken.h"

/* What the hardware counts in. */
#define NR_BLOCKS	(BROKEN_PAGES / 2)

static vm_fault_t too_few_pages_fault(struct vm_fault *vmf)
{
	return vmf->pgoff < NR_BLOCKS ? broken_fault(vmf) : VM_FAULT_SIGBUS;
}

static const struct vm_operations_struct too_few_pages_vm_ops = {
	.fault = too_few_pages_fault,
};

static int too_few_pages_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct broken_buffer *buffer = broken_buffer(file);
	unsigned long addr = vma->vm_start;
	unsigned long i;
	int err;

	if (!broken_in_bounds(vma, buffer))
		return -EINVAL;
	vm_flags_set(vma, VM_DONTEXPAND);
	vma->vm_ops = &too_few_pages_vm_ops;
	for (i = vma->vm_pgoff; i < NR_BLOCKS && addr < vma->vm_end; i++) {
		err = vm_insert_page(vma, addr, buffer->pages[i]);
		if (err)
			return err;
		addr += PAGE_SIZE;
	}
	return 0;
}

static const struct file_operations too_few_pages_fops = {
	BROKEN_FOPS,
	.mmap = too_few_pages_mmap,
};

struct broken_device broken_too_few_pages = {
	.name = "too-few-pages",
	.fops = &too_few_pages_fops,
	.memory = &broken_scattered,
};
