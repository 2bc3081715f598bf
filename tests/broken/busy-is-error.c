// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 8. Symptom: SIGBUS now and then, where threads touch the same page.
 * Cause: the fault handler inserts the page. Where another thread was faster,
 * vm_insert_page() gives -EBUSY, and the handler makes an error of that.
 * Cure: -EBUSY is VM_FAULT_NOPAGE: the page is there. vmf_insert_page() knows that.
 */
#include <linux/delay.h>

#include "broken.h"

static vm_fault_t busy_is_error_fault(struct vm_fault *vmf)
{
	struct broken_buffer *buffer = broken_buffer(vmf->vma->vm_file);
	int err;

	if (vmf->pgoff >= buffer->nr_pages)
		return VM_FAULT_SIGBUS;
	/* The hardware has to be asked first, and takes its time. */
	usleep_range(100, 200);
	err = vm_insert_page(vmf->vma, vmf->address, buffer->pages[vmf->pgoff]);
	return err ? vmf_error(err) : VM_FAULT_NOPAGE;
}

static const struct vm_operations_struct busy_is_error_vm_ops = {
	.fault = busy_is_error_fault,
};

static int busy_is_error_mmap(struct file *file, struct vm_area_struct *vma)
{
	int err = broken_mmap(file, vma);

	if (err)
		return err;
	vm_flags_set(vma, VM_MIXEDMAP);
	vma->vm_ops = &busy_is_error_vm_ops;
	return 0;
}

static const struct file_operations busy_is_error_fops = {
	BROKEN_FOPS,
	.mmap = busy_is_error_mmap,
};

struct broken_device broken_busy_is_error = {
	.name = "busy-is-error",
	.fops = &busy_is_error_fops,
	.memory = &broken_scattered,
};
