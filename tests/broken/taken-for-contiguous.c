// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 5. Symptom: the first page is right, the others are not the device's.
 * Cause: memory of vmalloc() is mapped as if its pages followed each other in
 * physical memory, as they do by chance on a machine just booted.
 * Cure: remap_vmalloc_range(), or ask for each page by itself.
 *
 * The pages are out of order always here, and are parts of one block, so that the
 * wrong ones are the module's own.
 */
#include <linux/vmalloc.h>

#include "broken.h"

static int scrambled_allocate(struct broken_buffer *buffer)
{
	struct page *block;
	unsigned long i;
	int err;

	err = broken_contiguous_allocate(buffer);
	if (err)
		return err;
	/* The first page stays where it is, and each other one takes the next one's place. */
	block = buffer->pages[0];
	for (i = 1; i < buffer->nr_pages; i++)
		buffer->pages[i] = block + 1 + i % (buffer->nr_pages - 1);
	buffer->kaddr = vmap(buffer->pages, buffer->nr_pages, VM_MAP, PAGE_KERNEL);
	if (!buffer->kaddr)
		goto free_block;
	broken_stamp(buffer->kaddr, buffer->nr_pages);
	return 0;

free_block:
	buffer->kaddr = page_address(block);
	broken_contiguous_free(buffer);
	return -ENOMEM;
}

static void scrambled_free(struct broken_buffer *buffer)
{
	vunmap(buffer->kaddr);
	buffer->kaddr = page_address(buffer->pages[0]);
	broken_contiguous_free(buffer);
}

static const struct broken_memory scrambled = {
	.allocate = scrambled_allocate,
	.free = scrambled_free,
};

static int taken_for_contiguous_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct broken_buffer *buffer = broken_buffer(file);

	if (broken_is_private(vma) || !broken_in_bounds(vma, buffer))
		return -EINVAL;
	return remap_pfn_range(vma, vma->vm_start, vmalloc_to_pfn(buffer->kaddr) + vma->vm_pgoff,
			       vma->vm_end - vma->vm_start, vma->vm_page_prot);
}

static const struct file_operations taken_for_contiguous_fops = {
	BROKEN_FOPS,
	.mmap = taken_for_contiguous_mmap,
};

struct broken_device broken_taken_for_contiguous = {
	.name = "taken-for-contiguous",
	.fops = &taken_for_contiguous_fops,
	.memory = &scrambled,
};
