// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 54. Symptom: a page shows another one, now and then, where threads touch pages at
 * the same time.
 * Cause: the page is found by two registers of the hardware, index and data. The fault
 * handler writes the one and reads the other, and no lock keeps others away meanwhile.
 * Cure: a mutex around both.
 */
#include <linux/compiler.h>
#include <linux/delay.h>

#include "broken.h"

/* The register; what is behind it is up to date after a while. */
static unsigned long index_register;

static vm_fault_t unlocked_fault(struct vm_fault *vmf)
{
	struct broken_buffer *buffer = broken_buffer(vmf->vma->vm_file);

	if (vmf->pgoff >= buffer->nr_pages)
		return VM_FAULT_SIGBUS;
	WRITE_ONCE(index_register, vmf->pgoff);
	usleep_range(100, 200);
	vmf->page = buffer->pages[READ_ONCE(index_register)];
	get_page(vmf->page);
	return 0;
}

static const struct vm_operations_struct unlocked_vm_ops = {
	.fault = unlocked_fault,
};

static int unlocked_mmap(struct file *file, struct vm_area_struct *vma)
{
	int err = broken_mmap(file, vma);

	if (!err)
		vma->vm_ops = &unlocked_vm_ops;
	return err;
}

static const struct file_operations unlocked_fops = {
	BROKEN_FOPS,
	.mmap = unlocked_mmap,
};

struct broken_device broken_unlocked = {
	.name = "unlocked",
	.fops = &unlocked_fops,
	.memory = &broken_scattered,
};
