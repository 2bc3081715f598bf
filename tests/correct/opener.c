// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* It serves the process that opened it, and no other one, as binder does. */
#include <linux/sched.h>
#include <linux/slab.h>

#include "correct.h"

/**
 * struct opener - an open file
 * @device: a copy of the device; its memory is the same. Its @misc is in private_data
 * @tgid: the process; whoever gets its number later is none of this test's processes
 */
struct opener {
	struct correct_device device;
	pid_t tgid;
};

static int opener_open(struct inode *inode, struct file *file)
{
	struct opener *opener = kmalloc(sizeof(*opener), GFP_KERNEL);

	if (!opener)
		return -ENOMEM;
	opener->device = *correct_device(file);
	opener->tgid = current->tgid;
	file->private_data = &opener->device.misc;
	return 0;
}

static int opener_release(struct inode *inode, struct file *file)
{
	kfree(container_of(correct_device(file), struct opener, device));
	return 0;
}

static int opener_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct opener *opener = container_of(correct_device(file), struct opener, device);

	return current->tgid == opener->tgid ? correct_mmap(file, vma) : -EINVAL;
}

static const struct file_operations opener_fops = {
	CORRECT_FOPS,
	.open = opener_open,
	.mmap = opener_mmap,
	.release = opener_release,
};

struct correct_device correct_opener = {
	.name = "opener",
	.fops = &opener_fops,
};
