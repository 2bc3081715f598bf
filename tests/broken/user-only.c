// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 58. Symptom: a system call on the mapping gives EFAULT, unless the program itself
 * has touched the page before.
 * Cause: the fault handler has pages for the program only: the kernel's own accesses, in
 * read(), write() or O_DIRECT, are no business of its.
 * Cure: who may map it may let the kernel use it. Look at vmf->pgoff, and at nobody.
 */
#include "broken.h"

static vm_fault_t user_only_fault(struct vm_fault *vmf)
{
	if (!(vmf->flags & FAULT_FLAG_USER))
		return VM_FAULT_SIGBUS;
	return broken_fault(vmf);
}

static const struct vm_operations_struct user_only_vm_ops = {
	.fault = user_only_fault,
};

static int user_only_mmap(struct file *file, struct vm_area_struct *vma)
{
	int err = broken_mmap(file, vma);

	if (!err)
		vma->vm_ops = &user_only_vm_ops;
	return err;
}

static const struct file_operations user_only_fops = {
	BROKEN_FOPS,
	.mmap = user_only_mmap,
};

struct broken_device broken_user_only = {
	.name = "user-only",
	.fops = &user_only_fops,
	.memory = &broken_scattered,
};
