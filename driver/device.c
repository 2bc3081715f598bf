// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A device: open, read, write, seek and mmap of one area. */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/uio.h>
#include <linux/maps.h>

#include "area.h"
#include "compat/class.h"
#include "compat/vm_flags.h"
#include "device.h"
#include "mapper.h"
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

/**
 * struct maps_file - one open file of a device
 * @device: the device; the cdev holds the reference
 * @last: the last mmap that was refused; has a lock of its own
 *
 * Owner: the struct file, in private_data.
 */
struct maps_file {
	struct maps_device *device;
	struct maps_last_refusal last;
};

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
	maps_refusal_init(&opened->last);
	file->private_data = opened;
	return 0;
}

static int maps_release(struct inode *inode, struct file *file)
{
	kfree(file->private_data);
	return 0;
}

static loff_t maps_llseek(struct file *file, loff_t offset, int whence)
{
	const struct maps_file *opened = file->private_data;

	return fixed_size_llseek(file, offset, whence, maps_area_size(opened->device->area));
}

static ssize_t maps_read_iter(struct kiocb *iocb, struct iov_iter *to)
{
	const struct maps_file *opened = iocb->ki_filp->private_data;
	const struct maps_area *area = opened->device->area;
	size_t size = maps_area_size(area);
	size_t wanted, copied;

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
	const struct maps_area *area = opened->device->area;
	size_t size = maps_area_size(area);
	size_t wanted, copied;

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

/*
 * Apply the policy for private mappings. VM_MAYWRITE is what mprotect() asks
 * for later; to refuse VM_WRITE alone would leave that door open.
 */
static int maps_mmap_private(struct maps_file *opened, struct vm_area_struct *vma)
{
	switch (opened->device->private) {
	case MAPS_PRIVATE_COPY:
		return 0;
	case MAPS_PRIVATE_READONLY:
		if (vma->vm_flags & VM_WRITE)
			return maps_refuse(&opened->last, vma, MAPS_REASON_PRIVATE_READONLY,
					   vma->vm_pgoff, -EACCES);
		vm_flags_clear(vma, VM_MAYWRITE);
		return 0;
	case MAPS_PRIVATE_REFUSE:
		break;
	}
	return maps_refuse(&opened->last, vma, MAPS_REASON_PRIVATE_REFUSED,
			   vma->vm_pgoff, -EINVAL);
}

/* Which of our reasons stands behind the error of a mapper. */
static enum maps_reason maps_mapper_reason(const struct maps_device *device, vm_flags_t flags,
					   int err)
{
	if (err == -ENOMEM)
		return MAPS_REASON_NO_MEMORY;
	if (err == -EINVAL && device->mapper == &maps_mapper_remap && maps_copies_on_write(flags))
		return MAPS_REASON_COW_IN_PIECES;
	return MAPS_REASON_HELPER;
}

static int maps_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct maps_file *opened = file->private_data;
	struct maps_device *device = opened->device;
	struct maps_area *area = device->area;
	unsigned long end, page = vma->vm_pgoff;
	int err;

	if (check_add_overflow(vma->vm_pgoff, vma_pages(vma), &end) || end > area->nr_pages)
		return maps_refuse(&opened->last, vma, MAPS_REASON_BEYOND_END,
				   max(page, area->nr_pages), -EINVAL);

	if (vma->vm_flags & VM_EXEC)
		return maps_refuse(&opened->last, vma, MAPS_REASON_EXEC, page, -EPERM);

	if (!(vma->vm_flags & VM_MAYSHARE)) {
		err = maps_mmap_private(opened, vma);
		if (err)
			return err;
	}

	/* It is data for ever, and mremap() cannot make it longer than the area. */
	vm_flags_clear(vma, VM_MAYEXEC);
	vm_flags_set(vma, VM_DONTEXPAND);

	err = maps_mapping_attach(vma, &device->account, area);
	if (err)
		return maps_refuse(&opened->last, vma, MAPS_REASON_NO_MEMORY, page, err);

	err = device->mapper->map(area, vma, &page);
	if (err)
		goto detach_mapping;

	vma->vm_ops = device->mapper->vm_ops;
	return 0;

detach_mapping:
	maps_mapping_close(vma);
	return maps_refuse(&opened->last, vma, maps_mapper_reason(device, vma->vm_flags, err),
			   page, err);
}

static const struct file_operations maps_fops = {
	.owner = THIS_MODULE,
	.open = maps_open,
	.release = maps_release,
	.llseek = maps_llseek,
	.read_iter = maps_read_iter,
	.write_iter = maps_write_iter,
	.unlocked_ioctl = maps_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
	.mmap = maps_mmap,
};

static void maps_device_release(struct device *dev)
{
	struct maps_device *device = to_maps_device(dev);

	maps_area_destroy(device->area);
	kfree(device);
}

/**
 * maps_device_create - make a device; its node appears by itself
 * @devt: its number; the minor one is the N of its name
 * @area: what it offers; the device owns it from here on, even on failure
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
		maps_area_destroy(area);
		return ERR_PTR(-ENOMEM);
	}
	device->area = area;
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
	cdev_init(&device->cdev, &maps_fops);
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
