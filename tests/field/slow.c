// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A card whose memory takes its time: its fault handler waits for each page, and several
 * threads wait at once. Nothing is wrong with it.
 */
#include <linux/delay.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/vmalloc.h>

#include "field.h"

#define SLOW_PAGES	64
#define SLOW_MS		300

static void *memory;

static vm_fault_t slow_fault(struct vm_fault *vmf)
{
	if (vmf->pgoff >= SLOW_PAGES)
		return VM_FAULT_SIGBUS;
	msleep(SLOW_MS);
	vmf->page = vmalloc_to_page(memory + (vmf->pgoff << PAGE_SHIFT));
	get_page(vmf->page);
	return 0;
}

static const struct vm_operations_struct slow_vm_ops = {
	.fault = slow_fault,
};

static int slow_mmap(struct file *filp, struct vm_area_struct *vma)
{
	if (vma->vm_pgoff >= SLOW_PAGES || vma_pages(vma) > SLOW_PAGES - vma->vm_pgoff)
		return -EINVAL;
	vma->vm_ops = &slow_vm_ops;
	return 0;
}

static const struct file_operations slow_fops = {
	.owner = THIS_MODULE,
	.mmap = slow_mmap,
};

static struct miscdevice slow = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "field-slow",
	.mode = 0600,
	.fops = &slow_fops,
};

int field_slow_init(void)
{
	int err;

	memory = vmalloc_user(SLOW_PAGES * PAGE_SIZE);
	if (!memory)
		return -ENOMEM;
	err = misc_register(&slow);
	if (err)
		vfree(memory);
	return err;
}

void field_slow_exit(void)
{
	misc_deregister(&slow);
	vfree(memory);
}
