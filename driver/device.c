// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A device: open, read, write and seek of one area; mmap.c has the rest. */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/uio.h>
#include <linux/maps.h>

#include "area.h"
#include "compat/class.h"
#include "compat/mmap_prepare.h"
#include "device.h"
#include "file.h"
#include "mapper.h"
#include "mmap.h"
#include "refusal.h"
#include "report.h"

const char *const maps_private_names[] = {
	[MAPS_PRIVATE_COPY] = "copy",
	[MAPS_PRIVATE_READONLY] = "readonly",
	[MAPS_PRIVATE_REFUSE] = "refuse",
	NULL
};

LIST_HEAD(maps_devices);
DEFINE_MUTEX(maps_devices_lock);	/* covers maps_devices */

static struct class *maps_class;

/*
 * Set once, at the end of load. A load that fails is undone while device nodes
 * are there already, and the kernel does not wait for files that are open then.
 */
static bool maps_devices_served;

/* The area of a device, with a reference for the caller; NULL if it is revoked. */
static struct maps_area *maps_device_area(struct maps_device *device)
{
	struct maps_area *area;

	mutex_lock(&device->lock);
	area = device->area;
	if (area)
		maps_area_get(area);
	mutex_unlock(&device->lock);
	return area;
}

static int maps_open(struct inode *inode, struct file *file)
{
	struct maps_file *opened;

	/* Pairs with maps_devices_serve(): who sees it set sees all devices made. */
	if (!smp_load_acquire(&maps_devices_served))
		return -ENODEV;
	opened = kzalloc(sizeof(*opened), GFP_KERNEL);
	if (!opened)
		return -ENOMEM;
	opened->device = container_of(inode->i_cdev, struct maps_device, cdev);
	opened->area = maps_device_area(opened->device);
	if (!opened->area)
		goto free_opened;
	maps_refusal_init(&opened->last);
	file->private_data = opened;
	/* All VMAs of an area are found in one place, whatever node they are from. */
	file->f_mapping = opened->area->inode->i_mapping;
	return 0;

free_opened:
	kfree(opened);
	return -ENODEV;
}

static int maps_release(struct inode *inode, struct file *file)
{
	struct maps_file *opened = file->private_data;

	maps_area_put(opened->area);
	kfree(opened);
	return 0;
}

static loff_t maps_llseek(struct file *file, loff_t offset, int whence)
{
	const struct maps_file *opened = file->private_data;

	return fixed_size_llseek(file, offset, whence, maps_area_size(opened->area));
}

static ssize_t maps_read_iter(struct kiocb *iocb, struct iov_iter *to)
{
	const struct maps_file *opened = iocb->ki_filp->private_data;
	const struct maps_area *area = opened->area;
	size_t size = maps_area_size(area);
	size_t wanted, copied;

	if (maps_file_revoked(opened))
		return -ENODEV;
	if (iocb->ki_pos >= size)
		return 0;
	wanted = min_t(size_t, iov_iter_count(to), size - iocb->ki_pos);
	copied = copy_to_iter(area->kaddr + iocb->ki_pos, wanted, to);
	if (!copied && wanted)
		return -EFAULT;
	iocb->ki_pos += copied;
	return copied;
}

static ssize_t maps_write_iter(struct kiocb *iocb, struct iov_iter *from)
{
	const struct maps_file *opened = iocb->ki_filp->private_data;
	const struct maps_area *area = opened->area;
	size_t size = maps_area_size(area);
	size_t wanted, copied;

	if (maps_file_revoked(opened))
		return -ENODEV;
	if (!iov_iter_count(from))
		return 0;
	if (iocb->ki_flags & IOCB_APPEND)
		iocb->ki_pos = size;
	if (iocb->ki_pos >= size)
		return -ENOSPC;
	wanted = min_t(size_t, iov_iter_count(from), size - iocb->ki_pos);
	copied = copy_from_iter(area->kaddr + iocb->ki_pos, wanted, from);
	if (!copied)
		return -EFAULT;
	iocb->ki_pos += copied;
	return copied;
}

static long maps_ioctl(struct file *file, unsigned int command, unsigned long argument)
{
	struct maps_file *opened = file->private_data;

	switch (command) {
	case MAPS_IOC_REFUSAL:
		return maps_refusal_report(&opened->last, (struct maps_refusal __user *)argument);
	default:
		return -ENOTTY;
	}
}

#define MAPS_FOPS_ALL_BUT_MMAP					\
	.owner = THIS_MODULE,					\
	.open = maps_open,					\
	.release = maps_release,				\
	.llseek = maps_llseek,					\
	.read_iter = maps_read_iter,				\
	.write_iter = maps_write_iter,				\
	.unlocked_ioctl = maps_ioctl,				\
	.compat_ioctl = compat_ptr_ioctl,			\
	.get_unmapped_area = maps_get_unmapped_area

static const struct file_operations maps_fops = {
	MAPS_FOPS_ALL_BUT_MMAP,
	.mmap = maps_mmap,
};

/* For the mappers that leave the mapping to the kernel, if it can do that. */
static const struct file_operations maps_fops_by_action = {
	MAPS_FOPS_ALL_BUT_MMAP,
	MAPS_FOPS_MMAP_BY_ACTION(maps_mmap)
};

static void maps_device_release(struct device *dev)
{
	struct maps_device *device = to_maps_device(dev);

	if (device->area)
		maps_area_put(device->area);
	kfree(device);
}

/**
 * maps_device_create - make a device; its node appears by itself
 * @devt: its number; the minor one is the N of its name
 * @area: what it offers; the caller's reference becomes the device's, even on
 *	failure
 * @mapper: how it maps; must suit @area
 * @private: what private mappings may do
 * @stamp: what each page begins with
 *
 * Return: the device, to be given to maps_device_remove(), or an ERR_PTR().
 */
struct maps_device *maps_device_create(dev_t devt, struct maps_area *area,
				       const struct maps_mapper *mapper,
				       enum maps_private private, u32 stamp)
{
	struct maps_device *device = kzalloc(sizeof(*device), GFP_KERNEL);
	int err;

	if (!device) {
		maps_area_put(area);
		return ERR_PTR(-ENOMEM);
	}
	mutex_init(&device->lock);
	device->area = area;
	device->backing = area->backing;
	device->mapper = mapper;
	device->private = private;
	device->stamp = stamp;
	maps_account_init(&device->account);
	maps_area_stamp(area, stamp);

	device_initialize(&device->dev);
	device->dev.devt = devt;
	device->dev.class = maps_class;
	device->dev.groups = maps_device_groups;
	device->dev.release = maps_device_release;
	cdev_init(&device->cdev, mapper->by_action ? &maps_fops_by_action : &maps_fops);
	device->cdev.owner = THIS_MODULE;

	err = dev_set_name(&device->dev, "maps%u", MINOR(devt));
	if (err)
		goto put_device;
	err = cdev_device_add(&device->cdev, &device->dev);
	if (err)
		goto put_device;

	mutex_lock(&maps_devices_lock);
	list_add_tail(&device->node, &maps_devices);
	mutex_unlock(&maps_devices_lock);
	return device;

put_device:
	put_device(&device->dev);
	return ERR_PTR(err);
}

/**
 * maps_device_revoke - take the memory away from everybody, for ever
 * @device: the device
 *
 * When this returns, no page of the area is mapped anywhere, unless in a process
 * that is just ending; an access is SIGBUS, and open, mmap, read and write give
 * ENODEV. The memory is freed with the last open file; what system calls hold of
 * it (O_DIRECT, a pipe) is freed after that.
 *
 * Return: 0, -ENODEV where it was revoked before, or another negative errno.
 */
int maps_device_revoke(struct maps_device *device)
{
	struct maps_area *area;
	int err = 0;

	mutex_lock(&device->lock);
	area = device->area;
	device->area = NULL;
	mutex_unlock(&device->lock);
	if (!area)
		return -ENODEV;

	maps_account_revoke(&device->account);
	if (!device->mapper->by_number)
		err = maps_area_revoke(area);
	maps_area_put(area);
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
 * @device: what maps_device_create() returned
 *
 * Its node vanishes; it is freed with the last open file.
 */
void maps_device_remove(struct maps_device *device)
{
	mutex_lock(&maps_devices_lock);
	list_del(&device->node);
	mutex_unlock(&maps_devices_lock);
	cdev_device_del(&device->cdev, &device->dev);
	put_device(&device->dev);
}

/* Let programs open the devices: nothing can fail any more. */
void maps_devices_serve(void)
{
	/* Pairs with maps_open(). */
	smp_store_release(&maps_devices_served, true);
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
