// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 31. Symptom: SIGBUS after madvise(MADV_DONTNEED), which succeeded.
 * Cause: all pages are inserted by mmap, and nothing brings them back.
 * Cure: a fault handler beside the insertion.
 */
#include "broken.h"

static int no_refill_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct broken_buffer *buffer = broken_buffer(file);

	if (!broken_in_bounds(vma, buffer))
		return -EINVAL;
	vm_flags_set(vma, VM_DONTEXPAND);
	return broken_insert(vma, buffer);
}

static const struct file_operations no_refill_fops = {
	BROKEN_FOPS,
	.mmap = no_refill_mmap,
};

struct broken_device broken_no_refill = {
	.name = "no-refill",
	.fops = &no_refill_fops,
	.memory = &broken_scattered,
};
