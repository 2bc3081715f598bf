// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * /dev/held: who maps it waits, with mmap_lock held, until it is killed. So does who waits
 * for a page of a file whose server does not answer.
 */
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/wait.h>

static DECLARE_WAIT_QUEUE_HEAD(nobody_wakes);

static int held_mmap(struct file *file, struct vm_area_struct *vma)
{
	return wait_event_killable(nobody_wakes, false) ? -EINTR : 0;
}

static const struct file_operations held_fops = {
	.owner = THIS_MODULE,
	.mmap = held_mmap,
};

static struct miscdevice held = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "held",
	.mode = 0666,
	.fops = &held_fops,
};
module_misc_device(held);

MODULE_DESCRIPTION("A device whose mmap does not return");
MODULE_LICENSE("Dual BSD/GPL");
