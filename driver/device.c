// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A device: create it, make it visible, take its memory away, remove it. */
#include <linux/err.h>
#include <linux/idr.h>
#include <linux/lockdep.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "area.h"
#include "compat/class.h"
#include "device.h"
#include "file.h"
#include "mapper.h"
#include "report.h"

const char *const maps_private_names[] = {
	[MAPS_PRIVATE_COPY] = "copy",
	[MAPS_PRIVATE_READONLY] = "readonly",
	[MAPS_PRIVATE_REFUSE] = "refuse",
	NULL
};

LIST_HEAD(maps_devices);
DEFINE_MUTEX(maps_devices_lock);	/* protects maps_devices, and registration */

dev_t maps_devt;

static struct class *maps_class;
static DEFINE_IDA(maps_numbers);	/* has its own lock */

/*
 * Set once, at the end of load. A load that fails may have created device nodes by
 * then, and the kernel does not wait for open files when it undoes the load.
 */
static bool maps_devices_served;

static void maps_device_release(struct device *dev)
{
	struct maps_device *device = to_maps_device(dev);

	if (device->area)
		maps_area_put(device->area);
	if (!device->plan.anonymous)
		ida_free(&maps_numbers, device->number);
	kfree(device);
}

static bool maps_label_taken(const char *label)
{
	const struct maps_device *device;

	lockdep_assert_held(&maps_devices_lock);
	list_for_each_entry(device, &maps_devices, entry)
		if (label[0] && !strcmp(device->plan.label, label))
			return true;
	return false;
}

/**
 * maps_device_add - make a device visible; its node appears by itself
 * @device: what maps_device_create() returned; from here on it belongs to whoever
 *	removes it, which anyone may do at any time
 *
 * Return: 0; -EEXIST if its label is taken, or another negative errno, in which case
 * the device still belongs to the caller.
 */
int maps_device_add(struct maps_device *device)
{
	int err = -EEXIST;

	/* Held until the node exists, so that nobody can remove the device earlier. */
	mutex_lock(&maps_devices_lock);
	if (maps_label_taken(device->plan.label))
		goto unlock;
	err = device->plan.anonymous ? 0 : cdev_device_add(&device->cdev, &device->dev);
	if (!err)
		list_add_tail(&device->entry, &maps_devices);
unlock:
	mutex_unlock(&maps_devices_lock);
	return err;
}

/* Give a device what it needs to appear in sysfs and in /dev: it is not visible yet. */
static int maps_device_name(struct maps_device *device)
{
	if (device->plan.anonymous)
		return dev_set_name(&device->dev, "anonymous");
	device->dev.devt = maps_devt + device->number;
	device->dev.class = maps_class;
	device->dev.groups = maps_device_groups;
	cdev_init(&device->cdev, maps_file_operations(device->plan.mapper));
	device->cdev.owner = THIS_MODULE;
	return dev_set_name(&device->dev, "maps%d", device->number);
}

/**
 * maps_device_create - create a device and its area; it is not visible yet
 * @plan: its properties
 *
 * Return: the device, to be passed to maps_device_add(), or to put_device() if that
 * fails; or an ERR_PTR(): -ENOSPC if there is no number left, or whatever
 * maps_area_create() returns.
 */
struct maps_device *maps_device_create(const struct maps_plan *plan)
{
	struct maps_device *device;
	int err;

	device = kzalloc(sizeof(*device), GFP_KERNEL_ACCOUNT);
	if (!device)
		return ERR_PTR(-ENOMEM);
	mutex_init(&device->lock);
	init_completion(&device->unmapped);
	maps_account_init(&device->account);
	device->plan = *plan;
	device->number = plan->anonymous ? -1 :
			 ida_alloc_max(&maps_numbers, MAPS_MINORS - 1, GFP_KERNEL);
	if (device->number < 0 && !plan->anonymous) {
		err = device->number;
		goto free_device;
	}

	device_initialize(&device->dev);
	device->dev.release = maps_device_release;
	device->area = maps_area_create(plan->backing, plan->nr_pages, plan->node);
	if (IS_ERR(device->area)) {
		err = PTR_ERR(device->area);
		device->area = NULL;
		goto put_device;
	}
	maps_area_stamp(device->area, plan->stamp);
	err = maps_device_name(device);
	if (err)
		goto put_device;
	return device;

put_device:
	put_device(&device->dev);
	return ERR_PTR(err);
free_device:
	kfree(device);
	return ERR_PTR(err);
}

/*
 * Take a device's area from it, for maps_device_unmap(); NULL if that has already
 * happened.
 */
static struct maps_area *maps_device_take_area(struct maps_device *device)
{
	struct maps_area *area = device->area;

	lockdep_assert_held(&device->lock);
	device->area = NULL;
	return area;
}

/* Unmap everywhere what was taken from a device, and drop it; or wait for whoever took it. */
static void maps_device_unmap(struct maps_device *device, struct maps_area *area)
{
	if (!area) {
		wait_for_completion(&device->unmapped);
		return;
	}
	maps_account_refuse(&device->account);
	/* Now and again below, as revoking the account may have to wait for a stuck process. */
	if (!device->plan.mapper->by_number)
		maps_area_unmap(area);
	maps_account_revoke(&device->account);
	if (!device->plan.mapper->by_number)
		maps_area_revoke(area);
	complete_all(&device->unmapped);
	maps_area_put(area);
}

/**
 * maps_device_revoke - take the memory away from everyone, permanently
 * @device: the device
 *
 * When this returns, no page of the area is mapped anywhere, except possibly in a
 * process that is exiting; an access raises SIGBUS, and open, mmap, read, write and
 * fsync fail with ENODEV. The memory is freed with the last open file; pages that
 * system calls still hold (O_DIRECT, a pipe) are freed after that.
 *
 * Return: 0, or -ENODEV if another caller was first.
 */
int maps_device_revoke(struct maps_device *device)
{
	struct maps_area *area;

	mutex_lock(&device->lock);
	area = maps_device_take_area(device);
	mutex_unlock(&device->lock);
	maps_device_unmap(device, area);
	return area ? 0 : -ENODEV;
}

static struct maps_device *maps_device_of_number(u32 number)
{
	struct maps_device *device;

	lockdep_assert_held(&maps_devices_lock);
	list_for_each_entry(device, &maps_devices, entry)
		if (!device->plan.anonymous && (u32)device->number == number)
			return device;
	return NULL;
}

/*
 * Hide a device. This waits for whoever is in one of its sysfs files, so those must not
 * depend on a lock that is held here.
 */
static void maps_device_hide(struct maps_device *device)
{
	lockdep_assert_held(&maps_devices_lock);
	list_del(&device->entry);
	if (!device->plan.anonymous)
		cdev_device_del(&device->cdev, &device->dev);
}

/**
 * maps_device_destroy - remove a device, if it is not in use
 * @number: N of /dev/mapsN
 * @force: even if it is in use; its memory is then revoked
 *
 * Return: 0; -ENOENT if there is no such device, or if another caller was first, which
 * has unmapped it by then; -EBUSY.
 */
int maps_device_destroy(u32 number, bool force)
{
	struct maps_area *area = NULL;
	struct maps_device *device;
	int err = -ENOENT;
	bool first;

	mutex_lock(&maps_devices_lock);
	device = maps_device_of_number(number);
	if (!device)
		goto unlock;
	mutex_lock(&device->lock);
	err = device->nr_opened && !force ? -EBUSY : 0;
	/* Without an area, it can no longer be opened. */
	if (!err)
		area = maps_device_take_area(device);
	mutex_unlock(&device->lock);
	if (err)
		goto unlock;
	get_device(&device->dev);
	first = !device->destroyed;
	device->destroyed = true;
	mutex_unlock(&maps_devices_lock);

	/* Others can create and destroy devices meanwhile. */
	maps_device_unmap(device, area);
	if (first)
		maps_device_remove(device);
	put_device(&device->dev);
	return first ? 0 : -ENOENT;

unlock:
	mutex_unlock(&maps_devices_lock);
	return err;
}

/**
 * maps_device_pages - the size of a device's memory
 * @device: the device
 *
 * Return: the size of its area in pages; 0 once that is revoked.
 */
unsigned long maps_device_pages(struct maps_device *device)
{
	unsigned long nr_pages;

	mutex_lock(&device->lock);
	nr_pages = device->area ? device->area->nr_pages : 0;
	mutex_unlock(&device->lock);
	return nr_pages;
}

/**
 * maps_device_remove - remove a device
 * @device: a device that was added
 *
 * Its node disappears; it is freed with the last open file.
 */
void maps_device_remove(struct maps_device *device)
{
	mutex_lock(&maps_devices_lock);
	maps_device_hide(device);
	mutex_unlock(&maps_devices_lock);
	put_device(&device->dev);
}

/* Let programs open the devices: loading can no longer fail. */
void maps_devices_serve(void)
{
	/* Pairs with maps_devices_are_served(). */
	smp_store_release(&maps_devices_served, true);
}

/* Whether programs may open the devices. */
bool maps_devices_are_served(void)
{
	/* Pairs with maps_devices_serve(): whoever sees it set sees all devices created. */
	return smp_load_acquire(&maps_devices_served);
}

int maps_class_register(void)
{
	maps_class = maps_class_create("maps");
	return PTR_ERR_OR_ZERO(maps_class);
}

void maps_class_unregister(void)
{
	class_destroy(maps_class);
}
