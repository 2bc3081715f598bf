// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 37. Symptom: an offset of 4 GiB shows the beginning of the device.
 * Cause: the offset in bytes is kept in 32 bits.
 * Cure: compare vm_pgoff, in pages, with the size in pages.
 */
#include "broken.h"

static unsigned int offset_of(unsigned long pgoff)
{
	return pgoff << PAGE_SHIFT;
}

static vm_fault_t short_offset_fault(struct vm_fault *vmf)
{
	struct broken_buffer *buffer = broken_buffer(vmf->vma->vm_file);
	unsigned int offset = offset_of(vmf->pgoff);

	if (offset >= buffer->size)
		return VM_FAULT_SIGBUS;
	vmf->page = vmalloc_to_page(buffer->kaddr + offset);
	get_page(vmf->page);
	return 0;
}

static const struct vm_operations_struct short_offset_vm_ops = {
	.fault = short_offset_fault,
};

static int short_offset_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct broken_buffer *buffer = broken_buffer(file);
	unsigned int offset = offset_of(vma->vm_pgoff);

	if (offset > buffer->size || vma->vm_end - vma->vm_start > buffer->size - offset)
		return -EINVAL;
	vm_flags_set(vma, VM_DONTEXPAND);
	vma->vm_ops = &short_offset_vm_ops;
	return 0;
}

static const struct file_operations short_offset_fops = {
	BROKEN_FOPS,
	.mmap = short_offset_mmap,
};

struct broken_device broken_short_offset = {
	.name = "short-offset",
	.fops = &short_offset_fops,
	.memory = &broken_scattered,
};
