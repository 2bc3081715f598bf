// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 22. Symptom: a device that refuses PROT_EXEC can be executed after mprotect().
 * Cause: mmap refuses VM_EXEC, and keeps VM_MAYEXEC.
 * Cure: vm_flags_clear(vma, VM_MAYEXEC).
 */
#include "broken.h"

static int mayexec_kept_mmap(struct file *file, struct vm_area_struct *vma)
{
	if (vma->vm_flags & VM_EXEC)
		return -EPERM;
	return broken_mmap(file, vma);
}

static const struct file_operations mayexec_kept_fops = {
	BROKEN_FOPS,
	.mmap = mayexec_kept_mmap,
};

struct broken_device broken_mayexec_kept = {
	.name = "mayexec-kept",
	.fops = &mayexec_kept_fops,
	.memory = &broken_scattered,
};
