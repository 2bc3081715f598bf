// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A device of the kernel's UIO, for what drivers/uio/uio.c does about mmap: nothing
 * of that is here. Map 0 is memory of the page allocator, and map 1 of vmalloc().
 * There is none with UIO_MEM_PHYS: that is for the memory of devices, and the kernel
 * warns where a debugger reads it and it is RAM.
 */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/uio_driver.h>
#include <linux/vmalloc.h>

#define ORDER	4
#define LENGTH	(PAGE_SIZE << ORDER)

static struct uio_info info = { .name = "uio-memory", .version = "1", .irq = UIO_IRQ_NONE };
static struct device *parent;
static unsigned long pages;
static void *scattered;

static void set_maps(void)
{
	info.mem[0].name = "logical";
	info.mem[0].memtype = UIO_MEM_LOGICAL;
	info.mem[0].addr = pages;
	info.mem[0].size = LENGTH;
	info.mem[1].name = "virtual";
	info.mem[1].memtype = UIO_MEM_VIRTUAL;
	info.mem[1].addr = (unsigned long)scattered;
	info.mem[1].size = LENGTH;
}

static int __init uio_memory_init(void)
{
	int err = -ENOMEM;

	/* Each page lives as long as somebody has it mapped, so each has its own count. */
	pages = (unsigned long)alloc_pages_exact(LENGTH, GFP_KERNEL | __GFP_ZERO);
	scattered = vmalloc_user(LENGTH);
	if (!pages || !scattered)
		goto free;
	parent = root_device_register("uio-memory");
	if (IS_ERR(parent)) {
		err = PTR_ERR(parent);
		goto free;
	}
	set_maps();
	err = uio_register_device(parent, &info);
	if (!err)
		return 0;
	root_device_unregister(parent);
free:
	vfree(scattered);
	if (pages)
		free_pages_exact((void *)pages, LENGTH);
	return err;
}

static void __exit uio_memory_exit(void)
{
	uio_unregister_device(&info);
	root_device_unregister(parent);
	vfree(scattered);
	free_pages_exact((void *)pages, LENGTH);
}

module_init(uio_memory_init);
module_exit(uio_memory_exit);
MODULE_DESCRIPTION("Memory in a UIO device, to check UIO's own mmap");
MODULE_LICENSE("Dual BSD/GPL");
