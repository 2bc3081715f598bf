// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 1. Symptom: a private mapping can be made, and its first access is SIGBUS.
 * Cause: remap_pfn_range() refuses to fill a copy-on-write mapping in pieces, and
 * nobody looks at what it returns.
 * Cure: return its error; better, map struct pages, which can be copied on write.
 */
#include "broken.h"

static int ignored_error_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct broken_buffer *buffer = broken_buffer(file);
	unsigned long addr = vma->vm_start;
	void *kaddr;

	if (!broken_in_bounds(vma, buffer))
		return -EINVAL;
	kaddr = buffer->kaddr + (vma->vm_pgoff << PAGE_SHIFT);
	while (addr < vma->vm_end) {
		remap_pfn_range(vma, addr, vmalloc_to_pfn(kaddr), PAGE_SIZE, vma->vm_page_prot);
		addr += PAGE_SIZE;
		kaddr += PAGE_SIZE;
	}
	return 0;
}

static const struct file_operations ignored_error_fops = {
	BROKEN_FOPS,
	.mmap = ignored_error_mmap,
};

struct broken_device broken_ignored_error = {
	.name = "ignored-error",
	.fops = &ignored_error_fops,
	.memory = &broken_scattered,
};
