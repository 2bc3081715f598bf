// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 19. Symptom: mmap succeeds, and the first access is killed, with "Corrupted
 * page table" in the log.
 * Cause: virt_to_phys() is arithmetic that is right for the kernel's own mapping of
 * all memory. For memory of vmalloc(), it gives a number that means nothing.
 * Cure: vmalloc_to_pfn(), page by page.
 */
#include <linux/io.h>

#include "broken.h"

static int physical_of_vmalloc_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct broken_buffer *buffer = broken_buffer(file);
	unsigned long pfn = virt_to_phys(buffer->kaddr) >> PAGE_SHIFT;

	if (broken_is_private(vma) || !broken_in_bounds(vma, buffer))
		return -EINVAL;
	return remap_pfn_range(vma, vma->vm_start, pfn + vma->vm_pgoff,
			       vma->vm_end - vma->vm_start, vma->vm_page_prot);
}

static const struct file_operations physical_of_vmalloc_fops = {
	BROKEN_FOPS,
	.mmap = physical_of_vmalloc_mmap,
};

struct broken_device broken_physical_of_vmalloc = {
	.name = "physical-of-vmalloc",
	.dangerous = true,
	.fops = &physical_of_vmalloc_fops,
	.memory = &broken_scattered,
};
