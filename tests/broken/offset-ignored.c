// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 12. Symptom: a mapping at an offset shows the beginning of the device.
 * Cause: the offset is thrown away, as drivers do for which it is no more than a
 * handle.
 * Cure: begin with page vm_pgoff, and bound it; or refuse any other than 0.
 */
#include "broken.h"

static int offset_ignored_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct broken_buffer *buffer = broken_buffer(file);

	if (vma->vm_end - vma->vm_start > buffer->size)
		return -EINVAL;
	vma->vm_pgoff = 0;
	vm_flags_set(vma, VM_DONTEXPAND);
	vma->vm_ops = &broken_vm_ops;
	return broken_insert(vma, buffer);
}

static const struct file_operations offset_ignored_fops = {
	BROKEN_FOPS,
	.mmap = offset_ignored_mmap,
};

struct broken_device broken_offset_ignored = {
	.name = "offset-ignored",
	.fops = &offset_ignored_fops,
	.memory = &broken_scattered,
};
