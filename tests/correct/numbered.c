// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* It is mapped by page numbers, as registers are; for debuggers there is an access operation. */
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "correct.h"

static int numbered_access(struct vm_area_struct *vma, unsigned long addr, void *buf, int len,
			   int write)
{
	size_t offset = addr - vma->vm_start + (vma->vm_pgoff << PAGE_SHIFT);
	void *memory = correct_device(vma->vm_file)->memory;

	if (offset >= CORRECT_SIZE)
		return -EFAULT;
	len = min_t(size_t, len, CORRECT_SIZE - offset);
	if (write)
		memcpy(memory + offset, buf, len);
	else
		memcpy(buf, memory + offset, len);
	return len;
}

static vm_fault_t numbered_fault(struct vm_fault *vmf)
{
	void *memory = correct_device(vmf->vma->vm_file)->memory;

	if (vmf->pgoff >= CORRECT_PAGES)
		return VM_FAULT_SIGBUS;
	return vmf_insert_pfn(vmf->vma, vmf->address,
			      vmalloc_to_pfn(memory + (vmf->pgoff << PAGE_SHIFT)));
}

static const struct vm_operations_struct numbered_vm_ops = {
	.access = numbered_access,
	.fault = numbered_fault,
};

static int numbered_mmap(struct file *file, struct vm_area_struct *vma)
{
	int err = correct_bounds(vma);

	if (!err && !(vma->vm_flags & VM_MAYSHARE))
		err = -EINVAL;
	if (err)
		return err;
	vm_flags_set(vma, VM_PFNMAP | VM_DONTEXPAND | VM_DONTDUMP);
	vma->vm_ops = &numbered_vm_ops;
	return 0;
}

static const struct file_operations numbered_fops = {
	CORRECT_FOPS,
	.mmap = numbered_mmap,
};

struct correct_device correct_numbered = {
	.name = "numbered",
	.fops = &numbered_fops,
};
