// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 15. Symptom: the first access never ends, and the log has "Huh VM_FAULT_OOM
 * leaked out"; older kernels kill some process.
 * Cause: VM_FAULT_OOM for something that has nothing to do with memory.
 * Cure: VM_FAULT_SIGBUS.
 */
#include "broken.h"

/* Pages that hold data: the interrupt counts them, and there was none yet. */
static unsigned long nr_captured;

static vm_fault_t oom_for_error_fault(struct vm_fault *vmf)
{
	if (vmf->pgoff >= nr_captured)
		return VM_FAULT_OOM;
	return broken_fault(vmf);
}

static const struct vm_operations_struct oom_for_error_vm_ops = {
	.fault = oom_for_error_fault,
};

static int oom_for_error_mmap(struct file *file, struct vm_area_struct *vma)
{
	int err = broken_mmap(file, vma);

	if (!err)
		vma->vm_ops = &oom_for_error_vm_ops;
	return err;
}

static const struct file_operations oom_for_error_fops = {
	BROKEN_FOPS,
	.mmap = oom_for_error_mmap,
};

struct broken_device broken_oom_for_error = {
	.name = "oom-for-error",
	.dangerous = true,
	.fops = &oom_for_error_fops,
	.memory = &broken_scattered,
};
