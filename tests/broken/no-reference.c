// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 20. Symptom: "Bad page state" in the log; memory that is in use is given away
 * again.
 * Cause: the fault handler gives a page without a reference. Unmapping drops one
 * all the same: the device's own.
 * Cure: get_page() before vmf->page is returned.
 */
#include "broken.h"

static vm_fault_t no_reference_fault(struct vm_fault *vmf)
{
	struct broken_buffer *buffer = broken_buffer(vmf->vma->vm_file);

	if (vmf->pgoff >= buffer->nr_pages)
		return VM_FAULT_SIGBUS;
	vmf->page = buffer->pages[vmf->pgoff];
	return 0;
}

static const struct vm_operations_struct no_reference_vm_ops = {
	.fault = no_reference_fault,
};

static int no_reference_mmap(struct file *file, struct vm_area_struct *vma)
{
	int err = broken_mmap(file, vma);

	if (!err)
		vma->vm_ops = &no_reference_vm_ops;
	return err;
}

static const struct file_operations no_reference_fops = {
	BROKEN_FOPS,
	.mmap = no_reference_mmap,
};

struct broken_device broken_no_reference = {
	.name = "no-reference",
	.dangerous = true,
	.fops = &no_reference_fops,
	.memory = &broken_scattered,
};
