// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 11. Symptom: a mapping longer than the device is good up to its end, then
 * SIGBUS.
 * Cause: mmap looks at neither length nor offset, and leaves it to the fault
 * handler to find out.
 * Cure: refuse what is beyond the end with EINVAL.
 */
#include "broken.h"

static int length_unchecked_mmap(struct file *file, struct vm_area_struct *vma)
{
	vm_flags_set(vma, VM_DONTEXPAND);
	vma->vm_ops = &broken_vm_ops;
	return 0;
}

static const struct file_operations length_unchecked_fops = {
	BROKEN_FOPS,
	.mmap = length_unchecked_mmap,
};

struct broken_device broken_length_unchecked = {
	.name = "length-unchecked",
	.fops = &length_unchecked_fops,
	.memory = &broken_scattered,
};
