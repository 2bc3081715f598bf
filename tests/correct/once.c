// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* There is one mapping at a time, whatever copies a fork or a split makes of it. */
#include <linux/atomic.h>

#include "correct.h"

/* VMAs of the one mapping. */
static atomic_t nr_parts = ATOMIC_INIT(0);

static void once_open(struct vm_area_struct *vma)
{
	atomic_inc(&nr_parts);
}

static void once_close(struct vm_area_struct *vma)
{
	atomic_dec(&nr_parts);
}

static vm_fault_t once_fault(struct vm_fault *vmf)
{
	return correct_give(vmf, correct_device(vmf->vma->vm_file)->memory);
}

static const struct vm_operations_struct once_vm_ops = {
	.open = once_open,
	.close = once_close,
	.fault = once_fault,
};

static int once_mmap(struct file *file, struct vm_area_struct *vma)
{
	int err = correct_bounds(vma);

	if (err)
		return err;
	if (atomic_cmpxchg(&nr_parts, 0, 1) != 0)
		return -EBUSY;
	vma->vm_ops = &once_vm_ops;
	return 0;
}

static const struct file_operations once_fops = {
	CORRECT_FOPS,
	.mmap = once_mmap,
};

struct correct_device correct_once = {
	.name = "once",
	.fops = &once_fops,
};
