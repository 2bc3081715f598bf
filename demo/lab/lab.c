// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A driver from a kernel lab, with the mistake that gave rise to this project: /dev/lab
 * is sixteen pages of vmalloc(), and a program that maps it with MAP_PRIVATE dies of
 * "Bus error". make demo shows why.
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#define LAB_PAGES	16UL
#define LAB_SIZE	(LAB_PAGES << PAGE_SHIFT)

static void *area;

/* Each page begins with this. */
static const u8 stamp[] = { 0xaa, 0xbb, 0xcc, 0xdd };

static int lab_mmap(struct file *file, struct vm_area_struct *vma)
{
	unsigned long length = vma->vm_end - vma->vm_start, done;

	if (vma->vm_pgoff || length > LAB_SIZE)
		return -EINVAL;
	/* The pages are scattered, so map each one separately. */
	for (done = 0; done < length; done += PAGE_SIZE)
		remap_pfn_range(vma, vma->vm_start + done, vmalloc_to_pfn(area + done), PAGE_SIZE,
				vma->vm_page_prot);
	return 0;
}

static const struct file_operations lab_fops = {
	.owner = THIS_MODULE,
	.mmap = lab_mmap,
};

static struct miscdevice lab_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "lab",
	.mode = 0600,
	.fops = &lab_fops,
};

static int __init lab_init(void)
{
	unsigned long page;
	int err;

	area = vzalloc(LAB_SIZE);
	if (!area)
		return -ENOMEM;
	for (page = 0; page < LAB_PAGES; page++)
		memcpy(area + (page << PAGE_SHIFT), stamp, sizeof(stamp));
	err = misc_register(&lab_device);
	if (err)
		goto free_area;
	return 0;

free_area:
	vfree(area);
	return err;
}

static void __exit lab_exit(void)
{
	misc_deregister(&lab_device);
	vfree(area);
}

module_init(lab_init);
module_exit(lab_exit);

MODULE_DESCRIPTION("A driver from a kernel lab, with its mistake");
MODULE_LICENSE("Dual BSD/GPL");
