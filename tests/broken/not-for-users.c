// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 6. Symptom: mmap is EINVAL, whatever its arguments.
 * Cause: remap_vmalloc_range() maps only memory that is marked as being for users,
 * and vzalloc() does not mark it.
 * Cure: vmalloc_user().
 */
#include <linux/vmalloc.h>

#include "broken.h"

static int zeroed_allocate(struct broken_buffer *buffer)
{
	buffer->kaddr = vzalloc(buffer->size);
	if (!buffer->kaddr)
		return -ENOMEM;
	broken_stamp(buffer->kaddr, buffer->nr_pages);
	return 0;
}

static void zeroed_free(struct broken_buffer *buffer)
{
	vfree(buffer->kaddr);
}

static const struct broken_memory zeroed = {
	.allocate = zeroed_allocate,
	.free = zeroed_free,
};

static int not_for_users_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct broken_buffer *buffer = broken_buffer(file);

	if (!broken_in_bounds(vma, buffer))
		return -EINVAL;
	return remap_vmalloc_range(vma, buffer->kaddr, vma->vm_pgoff);
}

static const struct file_operations not_for_users_fops = {
	BROKEN_FOPS,
	.mmap = not_for_users_mmap,
};

struct broken_device broken_not_for_users = {
	.name = "not-for-users",
	.fops = &not_for_users_fops,
	.memory = &zeroed,
};
