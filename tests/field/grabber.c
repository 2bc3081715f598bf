// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A frame grabber: from offset 0 on its frames, and behind them what is known of each.
 * It tells the log of an error, and the program of another one.
 */
#include <linux/device.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/vmalloc.h>

#include "field.h"

#define NR_FRAMES	4
#define FRAME_PAGES	4
#define FRAMES_PAGES	(NR_FRAMES * FRAME_PAGES)
#define INFO_PAGES	1

static void *frames;
static void *info;
static struct miscdevice grabber;

static int grabber_mmap_frames(struct vm_area_struct *vma)
{
	unsigned long start = vma->vm_start;
	void *pos = frames + (vma->vm_pgoff << PAGE_SHIFT);

	if (vma_pages(vma) > FRAMES_PAGES - vma->vm_pgoff)
		return -EINVAL;

	while (start < vma->vm_end) {
		if (remap_pfn_range(vma, start, vmalloc_to_pfn(pos), PAGE_SIZE,
				    vma->vm_page_prot)) {
			dev_err(grabber.this_device, "mapping of frames failed\n");
			return -EAGAIN;
		}
		start += PAGE_SIZE;
		pos += PAGE_SIZE;
	}
	return 0;
}

static int grabber_mmap(struct file *filp, struct vm_area_struct *vma)
{
	if (vma->vm_pgoff < FRAMES_PAGES)
		return grabber_mmap_frames(vma);

	if (remap_vmalloc_range(vma, info, vma->vm_pgoff - FRAMES_PAGES) < 0) {
		dev_err(grabber.this_device, "mapping of frame info failed\n");
		return -EIO;
	}
	return 0;
}

static const struct file_operations grabber_fops = {
	.owner = THIS_MODULE,
	.mmap = grabber_mmap,
};

static struct miscdevice grabber = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "field-grabber",
	.mode = 0600,
	.fops = &grabber_fops,
};

int field_grabber_init(void)
{
	int err = -ENOMEM;

	frames = vmalloc_user(FRAMES_PAGES * PAGE_SIZE);
	if (!frames)
		return err;
	info = vmalloc_user(INFO_PAGES * PAGE_SIZE);
	if (!info)
		goto free_frames;
	err = misc_register(&grabber);
	if (err)
		goto free_info;
	return 0;

free_info:
	vfree(info);
free_frames:
	vfree(frames);
	return err;
}

void field_grabber_exit(void)
{
	misc_deregister(&grabber);
	vfree(info);
	vfree(frames);
}
