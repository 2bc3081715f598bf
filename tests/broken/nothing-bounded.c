// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 39. Symptom: behind the end of the device, foreign memory can be read and written.
 * Cause: mmap looks at neither offset nor length, nor does the fault handler; and as the
 * device tells no size, nobody else can know where its memory ends.
 * Cure: vma_pages(vma) > nr_pages - vma->vm_pgoff is to be refused.
 *
 * Whatever lies behind the end is one page of the module's own here.
 */
#include <linux/vmalloc.h>

#include "broken.h"

static int one_more_allocate(struct broken_buffer *buffer)
{
	buffer->kaddr = vmalloc_user(buffer->size + PAGE_SIZE);
	if (!buffer->kaddr)
		return -ENOMEM;
	broken_stamp(buffer->kaddr, buffer->nr_pages);
	return 0;
}

static const struct broken_memory one_more = {
	.allocate = one_more_allocate,
	.free = broken_scattered_free,
};

static vm_fault_t nothing_bounded_fault(struct vm_fault *vmf)
{
	struct broken_buffer *buffer = broken_buffer(vmf->vma->vm_file);
	unsigned long page = min(vmf->pgoff, buffer->nr_pages);

	vmf->page = vmalloc_to_page(buffer->kaddr + (page << PAGE_SHIFT));
	get_page(vmf->page);
	return 0;
}

static const struct vm_operations_struct nothing_bounded_vm_ops = {
	.fault = nothing_bounded_fault,
};

static int nothing_bounded_mmap(struct file *file, struct vm_area_struct *vma)
{
	vm_flags_set(vma, VM_DONTEXPAND);
	vma->vm_ops = &nothing_bounded_vm_ops;
	return 0;
}

static const struct file_operations nothing_bounded_fops = {
	.owner = THIS_MODULE,
	.mmap = nothing_bounded_mmap,
};

struct broken_device broken_nothing_bounded = {
	.name = "nothing-bounded",
	.fops = &nothing_bounded_fops,
	.memory = &one_more,
};
