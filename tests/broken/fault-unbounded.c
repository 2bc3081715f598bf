// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 32. Symptom: mremap() makes the mapping larger than the device, and what is behind
 * its end can be read.
 * Cause: mmap compares the mapping with the size, and the fault handler relies on that;
 * without VM_DONTEXPAND the mapping may grow afterwards.
 * Cure: bound the fault handler; or VM_DONTEXPAND.
 *
 * What is behind the end is memory of the module, too.
 */
#include <linux/vmalloc.h>

#include "broken.h"

#define SPARE_PAGES	16

static int spare_allocate(struct broken_buffer *buffer)
{
	buffer->kaddr = vmalloc_user((buffer->nr_pages + SPARE_PAGES) << PAGE_SHIFT);
	if (!buffer->kaddr)
		return -ENOMEM;
	broken_stamp(buffer->kaddr, buffer->nr_pages + SPARE_PAGES);
	return 0;
}

static const struct broken_memory spare = {
	.allocate = spare_allocate,
	.free = broken_scattered_free,
};

static vm_fault_t fault_unbounded_fault(struct vm_fault *vmf)
{
	struct broken_buffer *buffer = broken_buffer(vmf->vma->vm_file);

	vmf->page = vmalloc_to_page(buffer->kaddr + (vmf->pgoff << PAGE_SHIFT));
	if (!vmf->page)
		return VM_FAULT_SIGBUS;
	get_page(vmf->page);
	return 0;
}

static const struct vm_operations_struct fault_unbounded_vm_ops = {
	.fault = fault_unbounded_fault,
};

static int fault_unbounded_mmap(struct file *file, struct vm_area_struct *vma)
{
	if (!broken_in_bounds(vma, broken_buffer(file)))
		return -EINVAL;
	vma->vm_ops = &fault_unbounded_vm_ops;
	return 0;
}

static const struct file_operations fault_unbounded_fops = {
	BROKEN_FOPS,
	.mmap = fault_unbounded_mmap,
};

struct broken_device broken_fault_unbounded = {
	.name = "fault-unbounded",
	.fops = &fault_unbounded_fops,
	.memory = &spare,
};
