// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 8. Symptom: mmap is EBUSY.
 * Cause: the first page, which is the header, is inserted by itself, and once more
 * with "the rest", which begins at the same address.
 * Cure: advance the address with the page; insert each page once.
 */
#include "broken.h"

static int inserted_twice_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct broken_buffer *buffer = broken_buffer(file);
	int err;

	if (!broken_in_bounds(vma, buffer))
		return -EINVAL;
	vm_flags_set(vma, VM_DONTEXPAND);
	vma->vm_ops = &broken_vm_ops;
	err = vm_insert_page(vma, vma->vm_start, buffer->pages[vma->vm_pgoff]);
	if (err)
		return err;
	return broken_insert(vma, buffer);
}

static const struct file_operations inserted_twice_fops = {
	BROKEN_FOPS,
	.mmap = inserted_twice_mmap,
};

struct broken_device broken_inserted_twice = {
	.name = "inserted-twice",
	.fops = &inserted_twice_fops,
	.memory = &broken_scattered,
};
