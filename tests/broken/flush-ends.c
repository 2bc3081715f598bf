// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 53. Symptom: SIGBUS in a mapping whose descriptor was closed; or as soon as a child
 * has ended.
 * Cause: flush, which comes with each close of each process, is taken for the end.
 * Cure: release, which comes once, when the last mapping is gone, too.
 */
#include <linux/compiler.h>

#include "broken.h"

static bool stopped;

static int flush_ends_flush(struct file *file, fl_owner_t id)
{
	WRITE_ONCE(stopped, true);
	unmap_mapping_range(file->f_mapping, 0, 0, 1);
	return 0;
}

static vm_fault_t flush_ends_fault(struct vm_fault *vmf)
{
	return READ_ONCE(stopped) ? VM_FAULT_SIGBUS : broken_fault(vmf);
}

static const struct vm_operations_struct flush_ends_vm_ops = {
	.fault = flush_ends_fault,
};

static int flush_ends_mmap(struct file *file, struct vm_area_struct *vma)
{
	int err = broken_mmap(file, vma);

	if (err)
		return err;
	WRITE_ONCE(stopped, false);
	vma->vm_ops = &flush_ends_vm_ops;
	return 0;
}

static const struct file_operations flush_ends_fops = {
	BROKEN_FOPS,
	.mmap = flush_ends_mmap,
	.flush = flush_ends_flush,
};

struct broken_device broken_flush_ends = {
	.name = "flush-ends",
	.fops = &flush_ends_fops,
	.memory = &broken_scattered,
};
