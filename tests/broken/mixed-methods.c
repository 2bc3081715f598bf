// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 18. Symptom: mmap is a BUG in vm_insert_page().
 * Cause: the first page, which stands for a device's registers, is remapped by its
 * number, and the others are inserted into the same VMA.
 * Cure: one method for each VMA: two mappings, at two offsets.
 */
#include "broken.h"

static int mixed_methods_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct broken_buffer *buffer = broken_buffer(file);
	unsigned long addr = vma->vm_start;
	unsigned long i;
	int err;

	if (broken_is_private(vma) || !broken_in_bounds(vma, buffer))
		return -EINVAL;
	err = remap_pfn_range(vma, addr, page_to_pfn(buffer->pages[vma->vm_pgoff]), PAGE_SIZE,
			      vma->vm_page_prot);
	if (err)
		return err;
	for (i = 1; i < vma_pages(vma); i++) {
		addr += PAGE_SIZE;
		err = vm_insert_page(vma, addr, buffer->pages[vma->vm_pgoff + i]);
		if (err)
			return err;
	}
	return 0;
}

static const struct file_operations mixed_methods_fops = {
	BROKEN_FOPS,
	.mmap = mixed_methods_mmap,
};

struct broken_device broken_mixed_methods = {
	.name = "mixed-methods",
	.dangerous = true,
	.fops = &mixed_methods_fops,
	.memory = &broken_scattered,
};
