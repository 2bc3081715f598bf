// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 57. Symptom: a mapping with PROT_WRITE can be made, and a write to most of its
 * pages is SIGBUS, or EFAULT in a system call.
 * Cause: only the first page, a header, is to be written. mmap accepts PROT_WRITE for
 * all, and page_mkwrite refuses the others.
 * Cure: refuse in mmap what cannot be written; the header can be a mapping of its own.
 */
#include <linux/pagemap.h>

#include "broken.h"

static vm_fault_t mkwrite_refuses_mkwrite(struct vm_fault *vmf)
{
	if (vmf->pgoff)
		return VM_FAULT_SIGBUS;
	lock_page(vmf->page);
	return VM_FAULT_LOCKED;
}

static const struct vm_operations_struct mkwrite_refuses_vm_ops = {
	.fault = broken_fault,
	.page_mkwrite = mkwrite_refuses_mkwrite,
};

static int mkwrite_refuses_mmap(struct file *file, struct vm_area_struct *vma)
{
	int err = broken_mmap(file, vma);

	if (!err)
		vma->vm_ops = &mkwrite_refuses_vm_ops;
	return err;
}

static const struct file_operations mkwrite_refuses_fops = {
	BROKEN_FOPS,
	.mmap = mkwrite_refuses_mmap,
};

struct broken_device broken_mkwrite_refuses = {
	.name = "mkwrite-refuses",
	.fops = &mkwrite_refuses_fops,
	.memory = &broken_scattered,
};
