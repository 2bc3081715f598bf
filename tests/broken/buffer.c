// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What the devices share, and what is right: memory, read, write, seek. */
#include <linux/gfp.h>
#include <linux/vmalloc.h>
#include <asm/byteorder.h>

#include "broken.h"

/* Each page begins with a word that tells which one it is; the rest is zero. */
#define STAMP	0xb20ce000U

void broken_stamp(void *kaddr, unsigned long nr_pages)
{
	unsigned long i;

	for (i = 0; i < nr_pages; i++)
		*(__le32 *)(kaddr + (i << PAGE_SHIFT)) = cpu_to_le32(STAMP + i);
}

int broken_scattered_allocate(struct broken_buffer *buffer)
{
	unsigned long i;

	buffer->kaddr = vmalloc_user(buffer->nr_pages << PAGE_SHIFT);
	if (!buffer->kaddr)
		return -ENOMEM;
	for (i = 0; i < buffer->nr_pages; i++)
		buffer->pages[i] = vmalloc_to_page(buffer->kaddr + (i << PAGE_SHIFT));
	broken_stamp(buffer->kaddr, buffer->nr_pages);
	return 0;
}

void broken_scattered_free(struct broken_buffer *buffer)
{
	vfree(buffer->kaddr);
}

const struct broken_memory broken_scattered = {
	.allocate = broken_scattered_allocate,
	.free = broken_scattered_free,
};

int broken_contiguous_allocate(struct broken_buffer *buffer)
{
	unsigned long i;

	buffer->kaddr = alloc_pages_exact(buffer->nr_pages << PAGE_SHIFT, GFP_KERNEL | __GFP_ZERO);
	if (!buffer->kaddr)
		return -ENOMEM;
	for (i = 0; i < buffer->nr_pages; i++)
		buffer->pages[i] = virt_to_page(buffer->kaddr + (i << PAGE_SHIFT));
	broken_stamp(buffer->kaddr, buffer->nr_pages);
	return 0;
}

void broken_contiguous_free(struct broken_buffer *buffer)
{
	free_pages_exact(buffer->kaddr, buffer->nr_pages << PAGE_SHIFT);
}

const struct broken_memory broken_contiguous = {
	.allocate = broken_contiguous_allocate,
	.free = broken_contiguous_free,
};

/* misc_open() leaves the device in private_data. */
struct broken_buffer *broken_buffer(const struct file *file)
{
	return &container_of(file->private_data, struct broken_device, misc)->buffer;
}

loff_t broken_llseek(struct file *file, loff_t offset, int whence)
{
	return fixed_size_llseek(file, offset, whence, broken_buffer(file)->size);
}

ssize_t broken_read(struct file *file, char __user *to, size_t count, loff_t *pos)
{
	const struct broken_buffer *buffer = broken_buffer(file);

	return simple_read_from_buffer(to, count, pos, buffer->kaddr, buffer->size);
}

ssize_t broken_write(struct file *file, const char __user *from, size_t count, loff_t *pos)
{
	const struct broken_buffer *buffer = broken_buffer(file);

	if (count && *pos >= buffer->size)
		return -ENOSPC;
	return simple_write_to_buffer(buffer->kaddr, buffer->size, pos, from, count);
}
