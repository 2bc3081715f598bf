// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 7. Symptom: mmap is EINVAL. With a larger buffer, it would succeed.
 * Cause: a small piece of kmalloc() is part of a page that the slab allocator
 * keeps, and vm_insert_page() refuses such pages.
 * Cure: whole pages, as of get_zeroed_page() or vmalloc_user().
 */
#include <linux/slab.h>

#include "broken.h"

static int slab_allocate(struct broken_buffer *buffer)
{
	buffer->nr_pages = 1;
	buffer->size = PAGE_SIZE;
	buffer->kaddr = kzalloc(buffer->size, GFP_KERNEL);
	if (!buffer->kaddr)
		return -ENOMEM;
	broken_stamp(buffer->kaddr, buffer->nr_pages);
	return 0;
}

static void slab_free(struct broken_buffer *buffer)
{
	kfree(buffer->kaddr);
}

static const struct broken_memory slab = {
	.allocate = slab_allocate,
	.free = slab_free,
};

static int slab_page_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct broken_buffer *buffer = broken_buffer(file);

	if (!broken_in_bounds(vma, buffer))
		return -EINVAL;
	vm_flags_set(vma, VM_DONTEXPAND);
	return vm_insert_page(vma, vma->vm_start, virt_to_page(buffer->kaddr));
}

static const struct file_operations slab_page_fops = {
	BROKEN_FOPS,
	.mmap = slab_page_mmap,
};

struct broken_device broken_slab_page = {
	.name = "slab-page",
	.fops = &slab_page_fops,
	.memory = &slab,
};
