// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 14. Symptom: the first access never ends, and SIGKILL does not help.
 * Cause: -EINVAL is returned as if it were a vm_fault_t. Its bits say, among other
 * things, that mmap_lock was dropped.
 * Cure: vmf_error(), or VM_FAULT_SIGBUS. sparse finds it, and is silenced here, as
 * people do.
 */
#include "broken.h"

/* Pages that hold data: the interrupt counts them, and there was none yet. */
static unsigned long nr_captured;

static vm_fault_t errno_as_fault_fault(struct vm_fault *vmf)
{
	if (vmf->pgoff >= nr_captured)
		return (__force vm_fault_t)-EINVAL;	/* sparse wants the cast */
	return broken_fault(vmf);
}

static const struct vm_operations_struct errno_as_fault_vm_ops = {
	.fault = errno_as_fault_fault,
};

static int errno_as_fault_mmap(struct file *file, struct vm_area_struct *vma)
{
	int err = broken_mmap(file, vma);

	if (!err)
		vma->vm_ops = &errno_as_fault_vm_ops;
	return err;
}

static const struct file_operations errno_as_fault_fops = {
	BROKEN_FOPS,
	.mmap = errno_as_fault_mmap,
};

struct broken_device broken_errno_as_fault = {
	.name = "errno-as-fault",
	.dangerous = true,
	.fops = &errno_as_fault_fops,
	.memory = &broken_scattered,
};
