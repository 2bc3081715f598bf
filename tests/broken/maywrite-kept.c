// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 22. Symptom: a device that refuses PROT_WRITE can be written after mprotect().
 * Cause: mmap refuses VM_WRITE, which is what the mapping is, and keeps VM_MAYWRITE,
 * which is what it may become.
 * Cure: vm_flags_clear(vma, VM_MAYWRITE).
 */
#include "broken.h"

static int maywrite_kept_mmap(struct file *file, struct vm_area_struct *vma)
{
	if (vma->vm_flags & VM_WRITE)
		return -EPERM;
	return broken_mmap(file, vma);
}

static const struct file_operations maywrite_kept_fops = {
	BROKEN_FOPS_READ_ONLY,
	.mmap = maywrite_kept_mmap,
};

struct broken_device broken_maywrite_kept = {
	.name = "maywrite-kept",
	.fops = &maywrite_kept_fops,
	.memory = &broken_scattered,
};
