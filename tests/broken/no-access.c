// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 30. Symptom: a debugger reads EIO.
 * Cause: the memory is mapped by page numbers, and there is no vm_ops->access, which the
 * kernel asks where it has no page.
 * Cure: access, as in page-numbers.c; generic_access_phys() for registers; or struct pages.
 */
#include "broken.h"

static int no_access_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct broken_buffer *buffer = broken_buffer(file);

	if (broken_is_private(vma) || !broken_in_bounds(vma, buffer))
		return -EINVAL;
	return remap_pfn_range(vma, vma->vm_start, page_to_pfn(buffer->pages[0]) + vma->vm_pgoff,
			       vma->vm_end - vma->vm_start, vma->vm_page_prot);
}

static const struct file_operations no_access_fops = {
	BROKEN_FOPS,
	.mmap = no_access_mmap,
};

struct broken_device broken_no_access = {
	.name = "no-access",
	.fops = &no_access_fops,
	.memory = &broken_contiguous,
};
