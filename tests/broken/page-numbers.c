// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 29. Symptom: O_DIRECT, vmsplice() and the like are EFAULT.
 * Cause: the memory is mapped by page numbers, as if it were registers: the kernel
 * sees no pages that it could hold on to.
 * Cure: map struct pages.
 */
#include <linux/string.h>

#include "broken.h"

/* For debuggers, this is right. */
static int page_numbers_access(struct vm_area_struct *vma, unsigned long addr, void *buf, int len,
			       int write)
{
	struct broken_buffer *buffer = broken_buffer(vma->vm_file);
	size_t offset = addr - vma->vm_start + (vma->vm_pgoff << PAGE_SHIFT);

	if (offset >= buffer->size)
		return -EFAULT;
	len = min_t(size_t, len, buffer->size - offset);
	if (write)
		memcpy(buffer->kaddr + offset, buf, len);
	else
		memcpy(buf, buffer->kaddr + offset, len);
	return len;
}

static const struct vm_operations_struct page_numbers_vm_ops = {
	.access = page_numbers_access,
};

static int page_numbers_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct broken_buffer *buffer = broken_buffer(file);

	if (broken_is_private(vma) || !broken_in_bounds(vma, buffer))
		return -EINVAL;
	vma->vm_ops = &page_numbers_vm_ops;
	return remap_pfn_range(vma, vma->vm_start, page_to_pfn(buffer->pages[0]) + vma->vm_pgoff,
			       vma->vm_end - vma->vm_start, vma->vm_page_prot);
}

static const struct file_operations page_numbers_fops = {
	BROKEN_FOPS,
	.mmap = page_numbers_mmap,
};

struct broken_device broken_page_numbers = {
	.name = "page-numbers",
	.fops = &page_numbers_fops,
	.memory = &broken_contiguous,
};
