// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 58. Symptom: what read() puts into the mapping never arrives, write() from it gives
 * zeros, and MAP_POPULATE or mlock() make the program see zeros, too.
 * Cause: as in user-only.c; but in place of an error the kernel gets a dummy page, which
 * stays in the page table.
 * Cure: the same.
 */
#include "broken.h"

static struct page *dummy;

static int dummy_allocate(struct broken_buffer *buffer)
{
	int err;

	dummy = alloc_page(GFP_KERNEL | __GFP_ZERO);
	if (!dummy)
		return -ENOMEM;
	err = broken_scattered_allocate(buffer);
	if (err)
		goto free_dummy;
	return 0;

free_dummy:
	__free_page(dummy);
	return err;
}

static void dummy_free(struct broken_buffer *buffer)
{
	broken_scattered_free(buffer);
	__free_page(dummy);
}

static const struct broken_memory with_dummy = {
	.allocate = dummy_allocate,
	.free = dummy_free,
};

static vm_fault_t dummy_page_fault(struct vm_fault *vmf)
{
	if (vmf->flags & FAULT_FLAG_USER)
		return broken_fault(vmf);
	vmf->page = dummy;
	get_page(vmf->page);
	return 0;
}

static const struct vm_operations_struct dummy_page_vm_ops = {
	.fault = dummy_page_fault,
};

/* Without VM_DONTEXPAND, mlock() brings pages in. */
static int dummy_page_mmap(struct file *file, struct vm_area_struct *vma)
{
	if (!broken_in_bounds(vma, broken_buffer(file)))
		return -EINVAL;
	vma->vm_ops = &dummy_page_vm_ops;
	return 0;
}

static const struct file_operations dummy_page_fops = {
	BROKEN_FOPS,
	.mmap = dummy_page_mmap,
};

struct broken_device broken_dummy_page = {
	.name = "dummy-page",
	.fops = &dummy_page_fops,
	.memory = &with_dummy,
};
