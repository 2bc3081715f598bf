// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 11. Symptom: a mapping longer than the device is good up to its end, then SIGBUS; and
 * nothing tells where the end is.
 * Cause: mmap looks at neither length nor offset, and leaves it to the fault handler to
 * find out; and the device tells no size.
 * Cure: refuse what is beyond the end with EINVAL.
 */
#include "broken.h"

#define FEW_PAGES	5

static int few_allocate(struct broken_buffer *buffer)
{
	buffer->nr_pages = FEW_PAGES;
	buffer->size = FEW_PAGES << PAGE_SHIFT;
	return broken_scattered_allocate(buffer);
}

static const struct broken_memory few = {
	.allocate = few_allocate,
	.free = broken_scattered_free,
};

static int end_untold_mmap(struct file *file, struct vm_area_struct *vma)
{
	vm_flags_set(vma, VM_DONTEXPAND);
	vma->vm_ops = &broken_vm_ops;
	return 0;
}

static const struct file_operations end_untold_fops = {
	.owner = THIS_MODULE,
	.mmap = end_untold_mmap,
};

struct broken_device broken_end_untold = {
	.name = "end-untold",
	.fops = &end_untold_fops,
	.memory = &few,
};
