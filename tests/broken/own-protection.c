// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 21. Symptom: a mapping with PROT_READ can be written.
 * Cause: the driver has a protection of its own in place of what was asked for. It
 * is PAGE_SHARED, but for arm64 with 52 bits of physical address, where a driver
 * that takes that word makes a mapping of no memory at all, and SIGBUS.
 * Cure: vma->vm_page_prot.
 */
#include "broken.h"

static int own_protection_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct broken_buffer *buffer = broken_buffer(file);
	pgprot_t prot = vm_get_page_prot(VM_READ | VM_WRITE | VM_SHARED);

	if (broken_is_private(vma) || !broken_in_bounds(vma, buffer))
		return -EINVAL;
	return remap_pfn_range(vma, vma->vm_start, page_to_pfn(buffer->pages[0]) + vma->vm_pgoff,
			       vma->vm_end - vma->vm_start, prot);
}

static const struct file_operations own_protection_fops = {
	BROKEN_FOPS,
	.mmap = own_protection_mmap,
};

struct broken_device broken_own_protection = {
	.name = "own-protection",
	.fops = &own_protection_fops,
	.memory = &broken_contiguous,
};
