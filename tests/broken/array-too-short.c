// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 9. Symptom: mmap of the whole device is ENXIO.
 * Cause: vm_map_pages() is told of fewer pages than the device says it has: the
 * number of the last page is taken for the number of pages.
 * Cure: compute the number of pages in one place, and report that size.
 */
#include "broken.h"

static int array_too_short_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct broken_buffer *buffer = broken_buffer(file);
	unsigned long last = (buffer->size - 1) >> PAGE_SHIFT;

	vm_flags_set(vma, VM_DONTEXPAND);
	vma->vm_ops = &broken_vm_ops;
	return vm_map_pages(vma, buffer->pages, last);
}

static const struct file_operations array_too_short_fops = {
	BROKEN_FOPS,
	.mmap = array_too_short_mmap,
};

struct broken_device broken_array_too_short = {
	.name = "array-too-short",
	.fops = &array_too_short_fops,
	.memory = &broken_scattered,
};
