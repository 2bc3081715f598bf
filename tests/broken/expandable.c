// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 32. Symptom: mremap() makes the mapping larger, and what is new of it is SIGBUS.
 * Cause: the driver knows what it mapped in mmap, and nobody tells it that the
 * mapping grew; and without VM_DONTEXPAND it may grow.
 * Cure: VM_DONTEXPAND.
 */
#include "broken.h"

static vm_fault_t expandable_fault(struct vm_fault *vmf)
{
	unsigned long end = (unsigned long)vmf->vma->vm_private_data;

	return vmf->pgoff < end ? broken_fault(vmf) : VM_FAULT_SIGBUS;
}

static const struct vm_operations_struct expandable_vm_ops = {
	.fault = expandable_fault,
};

static int expandable_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct broken_buffer *buffer = broken_buffer(file);

	if (!broken_in_bounds(vma, buffer))
		return -EINVAL;
	vma->vm_private_data = (void *)(vma->vm_pgoff + vma_pages(vma));
	vma->vm_ops = &expandable_vm_ops;
	return broken_insert(vma, buffer);
}

static const struct file_operations expandable_fops = {
	BROKEN_FOPS,
	.mmap = expandable_mmap,
};

struct broken_device broken_expandable = {
	.name = "expandable",
	.fops = &expandable_fops,
	.memory = &broken_scattered,
};
