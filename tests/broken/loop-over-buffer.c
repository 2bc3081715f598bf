// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 10. Symptom: mmap of a part of the device is EFAULT; the whole can be mapped.
 * Cause: the loop is over the pages of the buffer, and runs out of the mapping.
 * Cure: loop over the pages of the VMA; or vm_map_pages().
 */
#include "broken.h"

static int loop_over_buffer_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct broken_buffer *buffer = broken_buffer(file);
	unsigned long addr = vma->vm_start;
	unsigned long i;
	int err;

	if (!broken_in_bounds(vma, buffer))
		return -EINVAL;
	vm_flags_set(vma, VM_DONTEXPAND);
	vma->vm_ops = &broken_vm_ops;
	for (i = vma->vm_pgoff; i < buffer->nr_pages; i++) {
		err = vm_insert_page(vma, addr, buffer->pages[i]);
		if (err)
			return err;
		addr += PAGE_SIZE;
	}
	return 0;
}

static const struct file_operations loop_over_buffer_fops = {
	BROKEN_FOPS,
	.mmap = loop_over_buffer_mmap,
};

struct broken_device broken_loop_over_buffer = {
	.name = "loop-over-buffer",
	.fops = &loop_over_buffer_fops,
	.memory = &broken_scattered,
};
