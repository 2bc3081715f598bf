// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 28. Symptom: the log has "map pfn RAM range req uncached-minus", and the mapping
 * is cached (x86); or it is slow, and unaligned accesses die of SIGBUS (arm64).
 * Cause: pgprot_noncached(), meant for registers, on memory that the kernel has
 * mapped with a cache.
 * Cure: leave it out.
 */
#include "broken.h"

static int uncached_memory_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct broken_buffer *buffer = broken_buffer(file);

	if (broken_is_private(vma) || !broken_in_bounds(vma, buffer))
		return -EINVAL;
	vma->vm_page_prot = pgprot_noncached(vma->vm_page_prot);
	return remap_pfn_range(vma, vma->vm_start, page_to_pfn(buffer->pages[0]) + vma->vm_pgoff,
			       vma->vm_end - vma->vm_start, vma->vm_page_prot);
}

static const struct file_operations uncached_memory_fops = {
	BROKEN_FOPS,
	.mmap = uncached_memory_mmap,
};

struct broken_device broken_uncached_memory = {
	.name = "uncached-memory",
	.fops = &uncached_memory_fops,
	.memory = &broken_contiguous,
};
