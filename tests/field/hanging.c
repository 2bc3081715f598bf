// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A card whose firmware has crashed: the driver waits for its answer without a limit, in its
 * fault handler for a page of the buffer, but for the first one, and in mmap for what lies
 * behind that.
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/wait.h>

#include "field.h"

#define HANGING_PAGES	16

static DECLARE_WAIT_QUEUE_HEAD(answers);
static bool answered;
static void *first;

static vm_fault_t hanging_fault(struct vm_fault *vmf)
{
	if (!vmf->pgoff) {
		vmf->page = virt_to_page(first);
		get_page(vmf->page);
		return 0;
	}
	/* Nobody ever wakes it but by a signal that kills. */
	wait_event_killable(answers, READ_ONCE(answered));
	return VM_FAULT_SIGBUS;
}

static const struct vm_operations_struct hanging_vm_ops = {
	.fault = hanging_fault,
};

static int hanging_mmap(struct file *filp, struct vm_area_struct *vma)
{
	vma->vm_ops = &hanging_vm_ops;
	if (vma->vm_pgoff >= HANGING_PAGES)
		return wait_event_killable(answers, READ_ONCE(answered));
	return 0;
}

static const struct file_operations hanging_fops = {
	.owner = THIS_MODULE,
	.mmap = hanging_mmap,
};

static struct miscdevice hanging = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "field-hanging",
	.mode = 0600,
	.fops = &hanging_fops,
};

int field_hanging_init(void)
{
	int err;

	first = (void *)get_zeroed_page(GFP_KERNEL);
	if (!first)
		return -ENOMEM;
	err = misc_register(&hanging);
	if (err)
		free_page((unsigned long)first);
	return err;
}

void field_hanging_exit(void)
{
	misc_deregister(&hanging);
	free_page((unsigned long)first);
}
