// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 16. Symptom: the first access is an oops.
 * Cause: the fault handler has no page to give, and returns 0, which says that
 * there is one in vmf->page.
 * Cure: VM_FAULT_SIGBUS; or set vmf->page, with a reference, before returning 0.
 */
#include "broken.h"

/* Pages that hold data: the interrupt counts them, and there was none yet. */
static unsigned long nr_captured;

static vm_fault_t no_page_set_fault(struct vm_fault *vmf)
{
	if (vmf->pgoff >= nr_captured)
		return 0;
	return broken_fault(vmf);
}

static const struct vm_operations_struct no_page_set_vm_ops = {
	.fault = no_page_set_fault,
};

static int no_page_set_mmap(struct file *file, struct vm_area_struct *vma)
{
	int err = broken_mmap(file, vma);

	if (!err)
		vma->vm_ops = &no_page_set_vm_ops;
	return err;
}

static const struct file_operations no_page_set_fops = {
	BROKEN_FOPS,
	.mmap = no_page_set_mmap,
};

struct broken_device broken_no_page_set = {
	.name = "no-page-set",
	.dangerous = true,
	.fops = &no_page_set_fops,
	.memory = &broken_scattered,
};
