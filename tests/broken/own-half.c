// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 43. Symptom: of two programs that have opened the device, one sees in the first half
 * of it what the other one writes, and in the second half it does not.
 * Cause: the second half was added later, and is allocated in open. The first half is the
 * device's.
 * Cure: one owner for the buffer: the device, or the open file.
 */
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "broken.h"

#define HALF	(BROKEN_PAGES / 2)

static void free_second_half(struct broken_buffer *buffer)
{
	unsigned long i;

	for (i = HALF; i < BROKEN_PAGES; i++)
		if (buffer->pages[i])
			__free_page(buffer->pages[i]);
}

/* Pages of @buffer, which is zeroed: the first half is that of @first. */
static int fill(struct broken_buffer *buffer, const struct broken_buffer *first)
{
	unsigned long i;

	buffer->nr_pages = first->nr_pages;
	buffer->size = first->size;
	for (i = 0; i < HALF; i++)
		buffer->pages[i] = first->pages[i];
	for (; i < BROKEN_PAGES; i++) {
		buffer->pages[i] = alloc_page(GFP_KERNEL | __GFP_ZERO);
		if (!buffer->pages[i])
			goto free_pages;
	}
	buffer->kaddr = vmap(buffer->pages, BROKEN_PAGES, VM_MAP, PAGE_KERNEL);
	if (!buffer->kaddr)
		goto free_pages;
	return 0;

free_pages:
	free_second_half(buffer);
	return -ENOMEM;
}

/* Owner: the open file, in private_data; as misc_open() left the device there. */
static int own_half_open(struct inode *inode, struct file *file)
{
	struct broken_device *own = kzalloc(sizeof(*own), GFP_KERNEL);
	int err;

	if (!own)
		return -ENOMEM;
	err = fill(&own->buffer, broken_buffer(file));
	if (err) {
		kfree(own);
		return err;
	}
	file->private_data = &own->misc;
	return 0;
}

static int own_half_release(struct inode *inode, struct file *file)
{
	struct broken_device *own = container_of(file->private_data, struct broken_device, misc);

	vunmap(own->buffer.kaddr);
	free_second_half(&own->buffer);
	kfree(own);
	return 0;
}

static const struct file_operations own_half_fops = {
	BROKEN_FOPS,
	.open = own_half_open,
	.mmap = broken_mmap,
	.release = own_half_release,
};

struct broken_device broken_own_half = {
	.name = "own-half",
	.fops = &own_half_fops,
	.memory = &broken_scattered,
};
