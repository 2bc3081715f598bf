// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 43. Symptom: a mapping and read() or write() of the same device do not agree.
 * Cause: mmap has a buffer of its own, which was filled once with what is in the
 * other one.
 * Cure: one buffer for both.
 */
#include "broken.h"

static struct broken_buffer mapped = {
	.nr_pages = BROKEN_PAGES,
};

static int two_allocate(struct broken_buffer *buffer)
{
	int err;

	err = broken_scattered_allocate(buffer);
	if (err)
		return err;
	err = broken_scattered_allocate(&mapped);
	if (err)
		goto free_buffer;
	return 0;

free_buffer:
	broken_scattered_free(buffer);
	return err;
}

static void two_free(struct broken_buffer *buffer)
{
	broken_scattered_free(&mapped);
	broken_scattered_free(buffer);
}

static const struct broken_memory two = {
	.allocate = two_allocate,
	.free = two_free,
};

static vm_fault_t two_buffers_fault(struct vm_fault *vmf)
{
	if (vmf->pgoff >= mapped.nr_pages)
		return VM_FAULT_SIGBUS;
	vmf->page = mapped.pages[vmf->pgoff];
	get_page(vmf->page);
	return 0;
}

static const struct vm_operations_struct two_buffers_vm_ops = {
	.fault = two_buffers_fault,
};

static int two_buffers_mmap(struct file *file, struct vm_area_struct *vma)
{
	if (!broken_in_bounds(vma, &mapped))
		return -EINVAL;
	vm_flags_set(vma, VM_DONTEXPAND);
	vma->vm_ops = &two_buffers_vm_ops;
	return 0;
}

static const struct file_operations two_buffers_fops = {
	BROKEN_FOPS,
	.mmap = two_buffers_mmap,
};

struct broken_device broken_two_buffers = {
	.name = "two-buffers",
	.fops = &two_buffers_fops,
	.memory = &two,
};
