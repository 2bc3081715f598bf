// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * maps: kernel memory in user space.
 *
 * A module parameter or an ioctl (control.c) creates an area (area.c), which is kernel
 * memory from one of the backings. A device offers it (device.c: /dev/mapsN), and
 * programs open files of the device (file.c). mmap.c passes the VMA to a mapper
 * (mapper.h: one for each method), and mapping.c keeps the account. Nothing in this
 * chain knows about what precedes it.
 *
 * This file has the module's parameters, and loads and unloads it.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/fs.h>
#include <linux/kdev_t.h>
#include <linux/module.h>
#include <linux/numa.h>
#include <linux/string.h>

#include "area.h"
#include "control.h"
#include "device.h"
#include "inode.h"
#include "mapper.h"
#include "report.h"

static uint devices = 1;
module_param(devices, uint, 0444);
MODULE_PARM_DESC(devices, "number of devices to create, from /dev/maps0 on (0 to 256; default 1)");

static ulong pages = 16;
module_param(pages, ulong, 0444);
MODULE_PARM_DESC(pages, "size of each device, in pages (default 16)");

static char *backing = "auto";
module_param(backing, charp, 0444);
MODULE_PARM_DESC(backing, "where the memory comes from: auto, vmalloc (scattered pages), contig (one block), huge (scattered huge pages), shmem");

static char *mapper = "auto";
module_param(mapper, charp, 0444);
MODULE_PARM_DESC(mapper, "how it is mapped: auto, remap, range, insert, fault, huge, shmem");

static char *private = "copy";
module_param(private, charp, 0444);
MODULE_PARM_DESC(private, "what private mappings may do: copy (on write; default), readonly, refuse");

static uint stamp = 0xaabbccdd;
module_param(stamp, uint, 0444);
MODULE_PARM_DESC(stamp, "32-bit word at the beginning of each page (default 0xaabbccdd; 0 for none)");

module_param_named(max_bytes, maps_max_bytes, ulong, 0644);
MODULE_PARM_DESC(max_bytes, "limit on the total size of all areas, in bytes (default 0: half of the memory)");

static uint major;
module_param(major, uint, 0444);
MODULE_PARM_DESC(major, "major device number (default 0: the kernel chooses)");

/* Parse the parameters, or report what is wrong with them. */
static int __init maps_parse(struct maps_plan *plan)
{
	const char *why;
	int found;

	if (devices > MAPS_MINORS) {
		pr_err("devices=%u: must be 0 to %u\n", devices, MAPS_MINORS);
		return -EINVAL;
	}
	if (pages < 1) {
		pr_err("pages=%lu: must be 1 or more\n", pages);
		return -EINVAL;
	}
	if (major >= CHRDEV_MAJOR_MAX) {
		pr_err("major=%u: must be below %u, or 0 to let the kernel choose\n",
		       major, CHRDEV_MAJOR_MAX);
		return -EINVAL;
	}
	plan->backing = maps_backing_find(backing, pages);
	if (!plan->backing) {
		pr_err("backing=%s: not known; modinfo maps lists them\n", backing);
		return -EINVAL;
	}
	plan->mapper = maps_mapper_find(mapper, plan->backing);
	if (!plan->mapper) {
		pr_err("mapper=%s: not known; modinfo maps lists them\n", mapper);
		return -EINVAL;
	}
	why = maps_mapper_unsuited(plan->mapper, plan->backing);
	if (why) {
		pr_err("backing=%s mapper=%s: cannot work: %s\n",
		       plan->backing->name, plan->mapper->name, why);
		return -EINVAL;
	}
	found = match_string(maps_private_names, -1, private);
	if (found < 0) {
		pr_err("private=%s: not known; modinfo maps lists them\n", private);
		return -EINVAL;
	}
	plan->private = found;
	plan->nr_pages = pages;
	plan->node = NUMA_NO_NODE;
	plan->stamp = stamp;
	return 0;
}

static int __init maps_register_numbers(void)
{
	int err;

	if (!major) {
		err = alloc_chrdev_region(&maps_devt, 0, MAPS_MINORS, "maps");
		if (err)
			pr_err("no device numbers: error %d\n", err);
		return err;
	}
	maps_devt = MKDEV(major, 0);
	err = register_chrdev_region(maps_devt, MAPS_MINORS, "maps");
	if (err)
		pr_err("major=%u: not available: error %d; see /proc/devices\n", major, err);
	return err;
}

static int __init maps_add_device(const struct maps_plan *plan)
{
	struct maps_device *device = maps_device_create(plan);
	int err;

	if (IS_ERR(device))
		return PTR_ERR(device);
	err = maps_device_add(device);
	if (err)
		put_device(&device->dev);
	return err;
}

static int __init maps_add_devices(const struct maps_plan *plan)
{
	uint number;
	int err;

	for (number = 0; number < devices; number++) {
		err = maps_add_device(plan);
		if (err) {
			pr_err("devices=%u pages=%lu backing=%s: maps%u cannot be made: error %d%s\n",
			       devices, pages, plan->backing->name, number, err,
			       err == -ENOMEM ? ", there is not so much memory" :
			       err == -EDQUOT ? ", more than max_bytes allows" : "");
			return err;
		}
	}
	return 0;
}

static void maps_remove_devices(void)
{
	struct maps_device *device, *next;

	list_for_each_entry_safe(device, next, &maps_devices, entry)
		maps_device_remove(device);
}

static int __init maps_init(void)
{
	struct maps_plan plan = {};
	int err;

	err = maps_parse(&plan);
	if (err)
		return err;
	err = maps_register_numbers();
	if (err)
		return err;
	err = maps_inode_register();
	if (err)
		goto unregister_numbers;
	err = maps_class_register();
	if (err)
		goto unregister_inode;
	err = maps_report_register();
	if (err)
		goto unregister_class;
	err = maps_add_devices(&plan);
	if (err)
		goto remove_devices;
	err = maps_control_register();
	if (err)
		goto remove_devices;
	maps_devices_serve();
	return 0;

remove_devices:
	maps_remove_devices();
	maps_report_unregister();
unregister_class:
	maps_class_unregister();
unregister_inode:
	maps_inode_unregister();
unregister_numbers:
	unregister_chrdev_region(maps_devt, MAPS_MINORS);
	return err;
}

static void __exit maps_exit(void)
{
	maps_control_unregister();
	maps_remove_devices();
	maps_report_unregister();
	maps_class_unregister();
	maps_inode_unregister();
	unregister_chrdev_region(maps_devt, MAPS_MINORS);
}

module_init(maps_init);
module_exit(maps_exit);

MODULE_DESCRIPTION("Map kernel memory to user space");
MODULE_AUTHOR("The maps project");
MODULE_LICENSE("Dual BSD/GPL");
MODULE_VERSION(MAPS_VERSION);
