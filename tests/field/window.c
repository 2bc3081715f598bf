// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A window of the buffer of another driver, which it asks to map that, with a file of that
 * one: as a graphics driver does with a buffer that it has imported. It may be read only.
 */
#include <linux/anon_inodes.h>
#include <linux/err.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/vmalloc.h>

#include "field.h"

#define WINDOW_PAGES	16

static void *memory;

static int window_mmap(struct file *filp, struct vm_area_struct *vma);

/* The same function is the other driver's, so that it is met, whatever was opened before. */
static const struct file_operations other_fops = {
	.owner = THIS_MODULE,
	.mmap = window_mmap,
};

static int window_mmap(struct file *filp, struct vm_area_struct *vma)
{
	struct file *other;
	int err;

	if (filp->f_op == &other_fops)
		return remap_vmalloc_range(vma, memory, vma->vm_pgoff);
	other = anon_inode_getfile("field-window", &other_fops, NULL, O_RDWR);
	if (IS_ERR(other))
		return PTR_ERR(other);
	err = other->f_op->mmap(other, vma);
	fput(other);
	if (!err && vma->vm_flags & VM_WRITE)
		err = -EACCES;
	return err;
}

static const struct file_operations window_fops = {
	.owner = THIS_MODULE,
	.mmap = window_mmap,
};

static struct miscdevice window = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "field-window",
	.mode = 0600,
	.fops = &window_fops,
};

int field_window_init(void)
{
	int err;

	memory = vmalloc_user(WINDOW_PAGES * PAGE_SIZE);
	if (!memory)
		return -ENOMEM;
	err = misc_register(&window);
	if (err)
		vfree(memory);
	return err;
}

void field_window_exit(void)
{
	misc_deregister(&window);
	vfree(memory);
}
