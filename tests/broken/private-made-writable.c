// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 42. Symptom: what is written to a private mapping reaches the device, where the
 * page was read before; so a child's writes reach its parent.
 * Cause: the write bit that vm_page_prot of a private mapping lacks is "repaired". What
 * mmap sets there the kernel sets right when mmap is done, so the fault handler does it.
 * Cure: leave vm_page_prot as it is.
 */
#include "broken.h"

static vm_fault_t private_made_writable_fault(struct vm_fault *vmf)
{
	struct vm_area_struct *vma = vmf->vma;

	if (broken_is_private(vma) && vma->vm_flags & VM_WRITE)
		vma->vm_page_prot = vm_get_page_prot(VM_READ | VM_WRITE | VM_SHARED);
	return broken_fault(vmf);
}

static const struct vm_operations_struct private_made_writable_vm_ops = {
	.fault = private_made_writable_fault,
};

static int private_made_writable_mmap(struct file *file, struct vm_area_struct *vma)
{
	int err = broken_mmap(file, vma);

	if (!err)
		vma->vm_ops = &private_made_writable_vm_ops;
	return err;
}

static const struct file_operations private_made_writable_fops = {
	BROKEN_FOPS,
	.mmap = private_made_writable_mmap,
};

struct broken_device broken_private_made_writable = {
	.name = "private-made-writable",
	.fops = &private_made_writable_fops,
	.memory = &broken_scattered,
};
