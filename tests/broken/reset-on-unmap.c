// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 53. Symptom: what was written to the device is gone once nobody maps it, though it
 * is still open.
 * Cause: mappings are counted rightly, and the end of the last one begins a new session:
 * the buffer is cleared, and each page gets its number.
 * Cure: begin a session where somebody asks for it, by an ioctl; or in open.
 */
#include <linux/mutex.h>
#include <linux/string.h>

#include "broken.h"

static DEFINE_MUTEX(session_lock);	/* both below, and the clearing of the buffer */
static int nr_mappings;
static int session;

static void reset_on_unmap_open(struct vm_area_struct *vma)
{
	mutex_lock(&session_lock);
	nr_mappings++;
	mutex_unlock(&session_lock);
}

static void reset_on_unmap_close(struct vm_area_struct *vma)
{
	struct broken_buffer *buffer = broken_buffer(vma->vm_file);
	unsigned long i;

	mutex_lock(&session_lock);
	if (!--nr_mappings) {
		session++;
		memset(buffer->kaddr, 0, buffer->size);
		broken_stamp(buffer->kaddr, buffer->nr_pages);
		for (i = 0; i < buffer->nr_pages; i++)
			*(int *)(buffer->kaddr + (i << PAGE_SHIFT) + sizeof(__le32)) = session;
	}
	mutex_unlock(&session_lock);
}

static const struct vm_operations_struct reset_on_unmap_vm_ops = {
	.open = reset_on_unmap_open,
	.close = reset_on_unmap_close,
	.fault = broken_fault,
};

static int reset_on_unmap_mmap(struct file *file, struct vm_area_struct *vma)
{
	int err = broken_mmap(file, vma);

	if (err)
		return err;
	vma->vm_ops = &reset_on_unmap_vm_ops;
	reset_on_unmap_open(vma);
	return 0;
}

static const struct file_operations reset_on_unmap_fops = {
	BROKEN_FOPS,
	.mmap = reset_on_unmap_mmap,
};

struct broken_device broken_reset_on_unmap = {
	.name = "reset-on-unmap",
	.fops = &reset_on_unmap_fops,
	.memory = &broken_scattered,
};
