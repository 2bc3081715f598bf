// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 33. Symptom: mmap returns a small number for an address, and the program dies
 * of SIGSEGV there.
 * Cause: the driver returns how much it mapped, as read() would. What is not 0 is no
 * success, and what is not negative no error to the program.
 * Cure: return 0.
 */
#include "broken.h"

static int positive_return_mmap(struct file *file, struct vm_area_struct *vma)
{
	int err = broken_mmap(file, vma);

	if (err)
		return err;
	return vma->vm_end - vma->vm_start;
}

static const struct file_operations positive_return_fops = {
	BROKEN_FOPS,
	.mmap = positive_return_mmap,
};

struct broken_device broken_positive_return = {
	.name = "positive-return",
	.fops = &positive_return_fops,
	.memory = &broken_scattered,
};
