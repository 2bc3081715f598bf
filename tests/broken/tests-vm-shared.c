// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 4. Symptom: MAP_SHARED on a descriptor that is open to be read is EINVAL.
 * Cause: VM_SHARED is taken for MAP_SHARED. The kernel clears it where nothing can
 * be written through the mapping.
 * Cure: test VM_MAYSHARE.
 */
#include "broken.h"

static int tests_vm_shared_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct broken_buffer *buffer = broken_buffer(file);

	if (!(vma->vm_flags & VM_SHARED))	/* private copies make no sense here */
		return -EINVAL;
	if (!broken_in_bounds(vma, buffer))
		return -EINVAL;
	vm_flags_set(vma, VM_DONTEXPAND);
	vma->vm_ops = &broken_vm_ops;
	return broken_insert(vma, buffer);
}

static const struct file_operations tests_vm_shared_fops = {
	BROKEN_FOPS,
	.mmap = tests_vm_shared_mmap,
};

struct broken_device broken_tests_vm_shared = {
	.name = "tests-vm-shared",
	.fops = &tests_vm_shared_fops,
	.memory = &broken_scattered,
};
