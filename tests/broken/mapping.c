// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What the devices share, and what is right: the parts of an mmap. */
#include "broken.h"

bool broken_in_bounds(struct vm_area_struct *vma, const struct broken_buffer *buffer)
{
	return vma->vm_pgoff <= buffer->nr_pages &&
	       vma_pages(vma) <= buffer->nr_pages - vma->vm_pgoff;
}

/* Map all pages of a VMA that is in bounds; a fault handler is to refill it. */
int broken_insert(struct vm_area_struct *vma, struct broken_buffer *buffer)
{
	unsigned long nr_left = vma_pages(vma);

	return vm_insert_pages(vma, vma->vm_start, buffer->pages + vma->vm_pgoff, &nr_left);
}

vm_fault_t broken_fault(struct vm_fault *vmf)
{
	struct broken_buffer *buffer = broken_buffer(vmf->vma->vm_file);

	if (vmf->pgoff >= buffer->nr_pages)
		return VM_FAULT_SIGBUS;
	vmf->page = buffer->pages[vmf->pgoff];
	get_page(vmf->page);
	return 0;
}

const struct vm_operations_struct broken_vm_ops = {
	.fault = broken_fault,
};

/* For devices whose mistake is elsewhere. */
int broken_mmap(struct file *file, struct vm_area_struct *vma)
{
	if (!broken_in_bounds(vma, broken_buffer(file)))
		return -EINVAL;
	vm_flags_set(vma, VM_DONTEXPAND);
	vma->vm_ops = &broken_vm_ops;
	return 0;
}
