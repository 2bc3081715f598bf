// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A device: make it, let it be seen, take its memory away, remove it. */
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
DEFINE_MUTEX(maps_devices_lock);	/* covers maps_devices, and what is registered */

dev_t maps_devt;

static struct class *maps_class;
static DEFINE_IDA(maps_numbers);	/* has a lock of its own */

/*
 * Set once, at the end of load. A load that fails is undone while device nodes
 * are there already, and the kernel does not wait for files that are open then.
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
 * maps_device_add - let everybody see a device; its node appears by itself
 * @device: what maps_device_create() returned; from here on it belongs to who
 *	removes it, which anybody may do at any time
 *
 * Return: 0; -EEXIST where its label is taken, or another negative errno, and then
 * the device is still the caller's.
 */
int maps_device_add(struct maps_device *device)
{
	int err = -EEXIST;

	/* It is held until the node is there: nobody can remove it before. */
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

/* Give a device what it needs to be in sysfs and in /dev: nobody sees it yet. */
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
 * maps_device_create - make a device, and its area; nobody sees it yet
 * @plan: what it is to be
 *
 * Return: the device, to be given to maps_device_add(), or to put_device() where
 * that fails; or an ERR_PTR(): -ENOSPC where there is no number left, or what
 * maps_area_create() gives.
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
 * Take a device's area from it, for maps_device_unmap(); NULL where that has happened
 * before.
 */
static struct maps_area *maps_device_take_area(struct maps_device *device)
{
	struct maps_area *area = device->area;

	lockdep_assert_held(&device->lock);
	device->area = NULL;
	return area;
}

/* Unmap what was taken from a device, everywhere, and drop it; or wait for who took it. */
static void maps_device_unmap(struct maps_device *device, struct maps_area *area)
{
	if (!area) {
		wait_for_completion(&device->unmapped);
		return;
	}
	maps_account_refuse(&device->account);
	/* At once, and again: the account may have to wait, for a process that is stuck. */
	if (!device->plan.mapper->by_number)
		maps_area_unmap(area);
	maps_account_revoke(&device->account);
	if (!device->plan.mapper->by_number)
		maps_area_revoke(area);
	complete_all(&device->unmapped);
	maps_area_put(area);
}

/**
 * maps_device_revoke - take the memory away from everybody, for ever
 * @device: the device
 *
 * When this returns, no page of the area is mapped anywhere, unless in a process
 * that is just ending; an access is SIGBUS, and open, mmap, read, write and fsync
 * give ENODEV. The memory is freed with the last open file; what system calls hold of
 * it (O_DIRECT, a pipe) is freed after that.
 *
 * Return: 0, or -ENODEV where another one was first.
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
 * Let nobody see a device any more. It waits for who is in a file of sysfs: what these
 * wait for may need no lock that is held here.
 */
static void maps_device_hide(struct maps_device *device)
{
	lockdep_assert_held(&maps_devices_lock);
	list_del(&device->entry);
	if (!device->plan.anonymous)
		cdev_device_del(&device->cdev, &device->dev);
}

/**
 * maps_device_destroy - take a device away, if it is not in use
 * @number: N of /dev/mapsN
 * @force: even if it is: the memory is then revoked
 *
 * Return: 0; -ENOENT where there is no such device, or where another one was first, who
 * has unmapped it then; -EBUSY.
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
	/* Without an area, nobody can open it any more. */
	if (!err)
		area = maps_device_take_area(device);
	mutex_unlock(&device->lock);
	if (err)
		goto unlock;
	get_device(&device->dev);
	first = !device->destroyed;
	device->destroyed = true;
	mutex_unlock(&maps_devices_lock);

	/* Others create and destroy meanwhile. */
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
 * maps_device_pages - how much memory a device has
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
 * maps_device_remove - take a device away
 * @device: one that was added
 *
 * Its node vanishes; it is freed with the last open file.
 */
void maps_device_remove(struct maps_device *device)
{
	mutex_lock(&maps_devices_lock);
	maps_device_hide(device);
	mutex_unlock(&maps_devices_lock);
	put_device(&device->dev);
}

/* Let programs open the devices: nothing can fail any more. */
void maps_devices_serve(void)
{
	/* Pairs with maps_devices_are_served(). */
	smp_store_release(&maps_devices_served, true);
}

/* Whether programs may open the devices. */
bool maps_devices_are_served(void)
{
	/* Pairs with maps_devices_serve(): who sees it set sees all devices made. */
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
