// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 13. Symptom: the first access never ends, at full CPU; the process can be
 * killed.
 * Cause: the fault handler has no page to give, and says VM_FAULT_NOPAGE, which
 * means that it has mapped one by itself: so the access is tried again.
 * Cure: VM_FAULT_SIGBUS where there is no page.
 */
#include "broken.h"

/* Pages that hold data: the interrupt counts them, and there was none yet. */
static unsigned long nr_captured;

static vm_fault_t nopage_without_page_fault(struct vm_fault *vmf)
{
	if (vmf->pgoff >= nr_captured)
		return VM_FAULT_NOPAGE;
	return broken_fault(vmf);
}

static const struct vm_operations_struct nopage_without_page_vm_ops = {
	.fault = nopage_without_page_fault,
};

static int nopage_without_page_mmap(struct file *file, struct vm_area_struct *vma)
{
	int err = broken_mmap(file, vma);

	if (!err)
		vma->vm_ops = &nopage_without_page_vm_ops;
	return err;
}

static const struct file_operations nopage_without_page_fops = {
	BROKEN_FOPS,
	.mmap = nopage_without_page_mmap,
};

struct broken_device broken_nopage_without_page = {
	.name = "nopage-without-page",
	.fops = &nopage_without_page_fops,
	.memory = &broken_scattered,
};
