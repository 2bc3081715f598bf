// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 39. Symptom: behind the end of the device, foreign memory can be read.
 * Cause: offset and length are compared with the size each for itself, and their sum
 * is not.
 * Cure: vma_pages(vma) > nr_pages - vma->vm_pgoff is to be refused.
 *
 * What lies behind the end is the module's own here: the buffer is allocated twice as
 * large as it says.
 */
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "broken.h"

#define JUNK	0x5a

static int larger_allocate(struct broken_buffer *buffer)
{
	buffer->kaddr = vmalloc_user(2 * buffer->size);
	if (!buffer->kaddr)
		return -ENOMEM;
	broken_stamp(buffer->kaddr, buffer->nr_pages);
	memset(buffer->kaddr + buffer->size, JUNK, buffer->size);
	return 0;
}

static const struct broken_memory larger = {
	.allocate = larger_allocate,
	.free = broken_scattered_free,
};

static vm_fault_t end_unchecked_fault(struct vm_fault *vmf)
{
	struct broken_buffer *buffer = broken_buffer(vmf->vma->vm_file);

	vmf->page = vmalloc_to_page(buffer->kaddr + (vmf->pgoff << PAGE_SHIFT));
	get_page(vmf->page);
	return 0;
}

static const struct vm_operations_struct end_unchecked_vm_ops = {
	.fault = end_unchecked_fault,
};

static int end_unchecked_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct broken_buffer *buffer = broken_buffer(file);
	unsigned long offset = vma->vm_pgoff << PAGE_SHIFT;
	unsigned long length = vma->vm_end - vma->vm_start;

	if (offset >= buffer->size || length > buffer->size)
		return -EINVAL;
	vm_flags_set(vma, VM_DONTEXPAND);
	vma->vm_ops = &end_unchecked_vm_ops;
	return 0;
}

static const struct file_operations end_unchecked_fops = {
	BROKEN_FOPS,
	.mmap = end_unchecked_mmap,
};

struct broken_device broken_end_unchecked = {
	.name = "end-unchecked",
	.fops = &end_unchecked_fops,
	.memory = &larger,
};
