// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Each open file has memory of its own, which is read, written and mapped by it. */
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "correct.h"

/* Owner: the open file, in private_data, where misc_open() left the device. */
static int own_open(struct inode *inode, struct file *file)
{
	struct correct_device *own = kzalloc(sizeof(*own), GFP_KERNEL);

	if (!own)
		return -ENOMEM;
	own->memory = correct_allocate();
	if (!own->memory) {
		kfree(own);
		return -ENOMEM;
	}
	file->private_data = &own->misc;
	return 0;
}

static int own_release(struct inode *inode, struct file *file)
{
	struct correct_device *own = correct_device(file);

	vfree(own->memory);
	kfree(own);
	return 0;
}

static const struct file_operations own_fops = {
	CORRECT_FOPS,
	.open = own_open,
	.mmap = correct_mmap,
	.release = own_release,
};

struct correct_device correct_own = {
	.name = "own",
	.fops = &own_fops,
};
