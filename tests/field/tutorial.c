// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The character device of a tutorial. It checks nothing: neither how much is asked
 * for, nor from where, nor what the kernel says.
 *
 * What lies behind its buffer is its own, so that the tests read nobody else's.
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/vmalloc.h>

#include "field.h"

#define BUFFER_SIZE	(16 * PAGE_SIZE)
#define BEHIND_IT	(16 * PAGE_SIZE)

static char *buffer;

static int tutorial_mmap(struct file *filp, struct vm_area_struct *vma)
{
	unsigned long size = vma->vm_end - vma->vm_start;
	unsigned long offset = vma->vm_pgoff << PAGE_SHIFT;
	unsigned long pos;

	for (pos = 0; pos < size; pos += PAGE_SIZE)
		remap_pfn_range(vma, vma->vm_start + pos, vmalloc_to_pfn(buffer + offset + pos),
				PAGE_SIZE, vma->vm_page_prot);
	return 0;
}

static const struct file_operations tutorial_fops = {
	.owner = THIS_MODULE,
	.mmap = tutorial_mmap,
};

static struct miscdevice tutorial = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "field-tutorial",
	.mode = 0600,
	.fops = &tutorial_fops,
};

int field_tutorial_init(void)
{
	int err;

	buffer = vzalloc(BUFFER_SIZE + BEHIND_IT);
	if (!buffer)
		return -ENOMEM;
	err = misc_register(&tutorial);
	if (err)
		vfree(buffer);
	return err;
}

void field_tutorial_exit(void)
{
	misc_deregister(&tutorial);
	vfree(buffer);
}
