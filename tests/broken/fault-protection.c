// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 21. Symptom: a mapping with PROT_READ can be written, one that mprotect() made so,
 * too.
 * Cause: the fault handler maps each page to be written, whatever the VMA says.
 * Cure: vmf_insert_pfn(), which takes vma->vm_page_prot.
 */
#include "broken.h"

static vm_fault_t fault_protection_fault(struct vm_fault *vmf)
{
	struct broken_buffer *buffer = broken_buffer(vmf->vma->vm_file);

	if (vmf->pgoff >= buffer->nr_pages)
		return VM_FAULT_SIGBUS;
	return vmf_insert_pfn_prot(vmf->vma, vmf->address, page_to_pfn(buffer->pages[vmf->pgoff]),
				   vm_get_page_prot(VM_READ | VM_WRITE | VM_SHARED));
}

static const struct vm_operations_struct fault_protection_vm_ops = {
	.fault = fault_protection_fault,
};

static int fault_protection_mmap(struct file *file, struct vm_area_struct *vma)
{
	if (broken_is_private(vma) || !broken_in_bounds(vma, broken_buffer(file)))
		return -EINVAL;
	vm_flags_set(vma, VM_PFNMAP | VM_DONTEXPAND | VM_DONTDUMP);
	vma->vm_ops = &fault_protection_vm_ops;
	return 0;
}

static const struct file_operations fault_protection_fops = {
	BROKEN_FOPS,
	.mmap = fault_protection_mmap,
};

struct broken_device broken_fault_protection = {
	.name = "fault-protection",
	.fops = &fault_protection_fops,
	.memory = &broken_scattered,
};
