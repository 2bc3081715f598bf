// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 59. Symptom: each mapping has memory of its own, by design; but a child does not
 * see what its parent wrote.
 * Cause: the memory is allocated in .open, as if that were called for each new mapping.
 * It is called for each copy of a mapping, too: for a child's, for one.
 * Cure: allocate in mmap; in .open, take a reference.
 */
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "broken.h"

/* vm_private_data is the memory of the VMA; NULL where there was none. */
static void open_allocates_open(struct vm_area_struct *vma)
{
	vma->vm_private_data = vmalloc_user(BROKEN_PAGES << PAGE_SHIFT);
	if (vma->vm_private_data)
		broken_stamp(vma->vm_private_data, BROKEN_PAGES);
}

static void open_allocates_close(struct vm_area_struct *vma)
{
	vfree(vma->vm_private_data);
}

static vm_fault_t open_allocates_fault(struct vm_fault *vmf)
{
	void *memory = vmf->vma->vm_private_data;

	if (!memory || vmf->pgoff >= BROKEN_PAGES)
		return VM_FAULT_SIGBUS;
	vmf->page = vmalloc_to_page(memory + (vmf->pgoff << PAGE_SHIFT));
	get_page(vmf->page);
	return 0;
}

static const struct vm_operations_struct open_allocates_vm_ops = {
	.open = open_allocates_open,
	.close = open_allocates_close,
	.fault = open_allocates_fault,
};

static int open_allocates_mmap(struct file *file, struct vm_area_struct *vma)
{
	int err = broken_mmap(file, vma);

	if (err)
		return err;
	open_allocates_open(vma);
	if (!vma->vm_private_data)
		return -ENOMEM;
	vma->vm_ops = &open_allocates_vm_ops;
	return 0;
}

static const struct file_operations open_allocates_fops = {
	BROKEN_FOPS,
	.mmap = open_allocates_mmap,
};

struct broken_device broken_open_allocates = {
	.name = "open-allocates",
	.fops = &open_allocates_fops,
	.memory = &broken_scattered,
};
