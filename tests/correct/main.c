// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The table of devices, load and unload. */
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "correct.h"

static struct correct_device *const devices[] = {
	&correct_exact,
	&correct_fixed,
	&correct_fresh,
	&correct_moving,
	&correct_not_inherited,
	&correct_numbered,
	&correct_odd,
	&correct_once,
	&correct_opener,
	&correct_own,
	&correct_private_only,
	&correct_read_only,
	&correct_shared_only,
	&correct_unbounded,
	&correct_unreadable,
	&correct_writable_only,
};

static int __init correct_add(struct correct_device *device)
{
	int err = -ENOMEM;

	device->memory = correct_allocate();
	if (!device->memory)
		return err;
	device->misc.minor = MISC_DYNAMIC_MINOR;
	device->misc.fops = device->fops;
	device->misc.mode = 0666;
	device->misc.name = kasprintf(GFP_KERNEL, "correct-%s", device->name);
	if (!device->misc.name)
		goto free_memory;
	err = misc_register(&device->misc);
	if (err)
		goto free_name;
	if (device->begin)
		device->begin(device);
	return 0;

free_name:
	kfree(device->misc.name);
free_memory:
	vfree(device->memory);
	return err;
}

/* Remove the first @count devices of the table, the last one first. */
static void correct_remove_first(size_t count)
{
	while (count--) {
		if (devices[count]->end)
			devices[count]->end(devices[count]);
		misc_deregister(&devices[count]->misc);
		kfree(devices[count]->misc.name);
		vfree(devices[count]->memory);
	}
}

static int __init correct_init(void)
{
	size_t i;
	int err;

	for (i = 0; i < ARRAY_SIZE(devices); i++) {
		err = correct_add(devices[i]);
		if (err)
			goto remove_devices;
	}
	return 0;

remove_devices:
	correct_remove_first(i);
	return err;
}

static void __exit correct_exit(void)
{
	correct_remove_first(ARRAY_SIZE(devices));
}

module_init(correct_init);
module_exit(correct_exit);

MODULE_DESCRIPTION("Devices whose mmap is right, each of another design");
MODULE_AUTHOR("The maps project");
MODULE_LICENSE("Dual BSD/GPL");
