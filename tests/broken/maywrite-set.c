// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 22. Symptom: who may only read the device gets a mapping that can be written, by
 * mprotect().
 * Cause: the driver sets what a mapping may become. The kernel had cleared VM_MAYWRITE,
 * as the descriptor is open to be read.
 * Cure: leave the VM_MAY flags alone, or clear them.
 */
#include "broken.h"

static int maywrite_set_mmap(struct file *file, struct vm_area_struct *vma)
{
	vm_flags_set(vma, VM_MAYREAD | VM_MAYWRITE);
	return broken_mmap(file, vma);
}

static const struct file_operations maywrite_set_fops = {
	BROKEN_FOPS,
	.mmap = maywrite_set_mmap,
};

struct broken_device broken_maywrite_set = {
	.name = "maywrite-set",
	.fops = &maywrite_set_fops,
	.memory = &broken_scattered,
};
