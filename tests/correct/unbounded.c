// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Its memory has no end: behind the last page comes the first one again. */
#include <linux/vmalloc.h>

#include "correct.h"

static vm_fault_t unbounded_fault(struct vm_fault *vmf)
{
	unsigned long page = vmf->pgoff % CORRECT_PAGES;
	void *memory = correct_device(vmf->vma->vm_file)->memory;

	vmf->page = vmalloc_to_page(memory + (page << PAGE_SHIFT));
	get_page(vmf->page);
	return 0;
}

static const struct vm_operations_struct unbounded_vm_ops = {
	.fault = unbounded_fault,
};

static int unbounded_mmap(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_ops = &unbounded_vm_ops;
	return 0;
}

static const struct file_operations unbounded_fops = {
	.owner = THIS_MODULE,
	.mmap = unbounded_mmap,
};

struct correct_device correct_unbounded = {
	.name = "unbounded",
	.fops = &unbounded_fops,
};
