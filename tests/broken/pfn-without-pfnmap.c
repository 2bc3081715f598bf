// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 17. Symptom: the first access is a BUG in vmf_insert_pfn().
 * Cause: the VMA was not declared as one of page numbers.
 * Cure: vm_flags_set(vma, VM_PFNMAP) in mmap, and no private mappings; for memory,
 * vmf->page.
 */
#include "broken.h"

static vm_fault_t pfn_without_pfnmap_fault(struct vm_fault *vmf)
{
	struct broken_buffer *buffer = broken_buffer(vmf->vma->vm_file);

	if (vmf->pgoff >= buffer->nr_pages)
		return VM_FAULT_SIGBUS;
	return vmf_insert_pfn(vmf->vma, vmf->address, page_to_pfn(buffer->pages[vmf->pgoff]));
}

static const struct vm_operations_struct pfn_without_pfnmap_vm_ops = {
	.fault = pfn_without_pfnmap_fault,
};

static int pfn_without_pfnmap_mmap(struct file *file, struct vm_area_struct *vma)
{
	if (broken_is_private(vma) || !broken_in_bounds(vma, broken_buffer(file)))
		return -EINVAL;
	vm_flags_set(vma, VM_DONTEXPAND);
	vma->vm_ops = &pfn_without_pfnmap_vm_ops;
	return 0;
}

static const struct file_operations pfn_without_pfnmap_fops = {
	BROKEN_FOPS,
	.mmap = pfn_without_pfnmap_mmap,
};

struct broken_device broken_pfn_without_pfnmap = {
	.name = "pfn-without-pfnmap",
	.dangerous = true,
	.fops = &pfn_without_pfnmap_fops,
	.memory = &broken_scattered,
};
