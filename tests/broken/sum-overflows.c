// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 40. Symptom: an offset near the largest one is accepted.
 * Cause: offset + length is computed before it is compared, and overflows: to a
 * negative number here, which is less than any size.
 * Cure: subtract in place of adding: vma_pages(vma) > nr_pages - vma->vm_pgoff.
 *
 * The fault handler looks at the page itself, so an access is SIGBUS.
 */
#include "broken.h"

static int sum_overflows_mmap(struct file *file, struct vm_area_struct *vma)
{
	loff_t offset = (loff_t)vma->vm_pgoff << PAGE_SHIFT;
	loff_t length = vma->vm_end - vma->vm_start;
	loff_t size = broken_buffer(file)->size;

	if (offset + length > size)
		return -EINVAL;
	vm_flags_set(vma, VM_DONTEXPAND);
	vma->vm_ops = &broken_vm_ops;
	return 0;
}

static const struct file_operations sum_overflows_fops = {
	BROKEN_FOPS,
	.mmap = sum_overflows_mmap,
};

struct broken_device broken_sum_overflows = {
	.name = "sum-overflows",
	.fops = &sum_overflows_fops,
	.memory = &broken_scattered,
};
