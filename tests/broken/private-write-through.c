// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 42. Symptom: what is written to a private mapping reaches the device.
 * Cause: vm_page_prot of a private mapping has no write bit, so that the first write
 * to a page is a fault, which copies it. The driver "repairs" that with what is
 * PAGE_SHARED on most processors, whether the mapping is to be written or not.
 * Cure: leave vm_page_prot as it is.
 */
#include "broken.h"

static int private_write_through_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct broken_buffer *buffer = broken_buffer(file);

	if (!broken_in_bounds(vma, buffer))
		return -EINVAL;
	vm_flags_set(vma, VM_DONTEXPAND);
	vma->vm_ops = &broken_vm_ops;
	if (broken_is_private(vma))
		vma->vm_page_prot = vm_get_page_prot(VM_READ | VM_WRITE | VM_SHARED);
	return broken_insert(vma, buffer);
}

static const struct file_operations private_write_through_fops = {
	BROKEN_FOPS,
	.mmap = private_write_through_mmap,
};

struct broken_device broken_private_write_through = {
	.name = "private-write-through",
	.fops = &private_write_through_fops,
	.memory = &broken_scattered,
};
