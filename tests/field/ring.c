// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The ring of a data acquisition card. Its size is known in samples, of two bytes each,
 * and mmap takes it for bytes once: half of the ring is mapped.
 */
#include <linux/fs.h>
#include <linux/minmax.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/types.h>
#include <linux/vmalloc.h>

#include "field.h"

#define RING_SAMPLES	(8 * PAGE_SIZE)

static u16 *ring;

static int ring_mmap(struct file *filp, struct vm_area_struct *vma)
{
	unsigned long size = vma->vm_end - vma->vm_start;
	unsigned long pos;
	int ret;

	if (vma->vm_pgoff || size > RING_SAMPLES * sizeof(*ring))
		return -EINVAL;

	for (pos = 0; pos < min(size, RING_SAMPLES); pos += PAGE_SIZE) {
		ret = vm_insert_page(vma, vma->vm_start + pos, vmalloc_to_page((void *)ring + pos));
		if (ret)
			return ret;
	}
	return 0;
}

static const struct file_operations ring_fops = {
	.owner = THIS_MODULE,
	.mmap = ring_mmap,
};

static struct miscdevice ring_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "field-ring",
	.mode = 0600,
	.fops = &ring_fops,
};

int field_ring_init(void)
{
	int err;

	ring = vmalloc_user(RING_SAMPLES * sizeof(*ring));
	if (!ring)
		return -ENOMEM;
	err = misc_register(&ring_device);
	if (err)
		vfree(ring);
	return err;
}

void field_ring_exit(void)
{
	misc_deregister(&ring_device);
	vfree(ring);
}
