// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* An open file of a device: read, write, seek and ioctl; the rest is in mmap.c. */
#include <linux/anon_inodes.h>
#include <linux/capability.h>
#include <linux/compiler.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/sched/signal.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/uio.h>
#include <linux/maps.h>

#include "area.h"
#include "compat/mmap_prepare.h"
#include "compat/recency.h"
#include "device.h"
#include "file.h"
#include "mapper.h"
#include "mmap.h"
#include "refusal.h"
#include "report.h"

/* Make the private_data of an open file; or an ERR_PTR(): -ENODEV, -ENOMEM. */
static struct maps_file *maps_file_create(struct maps_device *device)
{
	struct maps_file *opened = kzalloc(sizeof(*opened), GFP_KERNEL_ACCOUNT);

	if (!opened)
		return ERR_PTR(-ENOMEM);
	maps_refusal_init(&opened->last);
	opened->device = device;

	mutex_lock(&device->lock);
	opened->area = device->area;
	if (!opened->area)
		goto free_opened;
	maps_area_get(opened->area);
	get_device(&device->dev);
	device->nr_opened++;
	mutex_unlock(&device->lock);
	return opened;

free_opened:
	mutex_unlock(&device->lock);
	kfree(opened);
	return ERR_PTR(-ENODEV);
}

static void maps_file_free(struct maps_file *opened)
{
	struct maps_device *device = opened->device;

	mutex_lock(&device->lock);
	device->nr_opened--;
	mutex_unlock(&device->lock);
	maps_area_put(opened->area);
	put_device(&device->dev);
	kfree(opened);
}

/* Tell the kernel what it has to know about an open file to map its area. */
static void maps_file_set_mapping(struct file *file, const struct maps_area *area)
{
	/*
	 * All VMAs of an area are found in one place, whichever node they come from. Those
	 * of shmem are found in shmem's own file, to which they belong. Never give its
	 * mapping to this file: that is how the kernel recognizes a shmem file. It would then
	 * take what precedes our inode in memory for shmem's, and read and write seals there
	 * (memfd_file_seals_ptr() in mm/memfd.c).
	 */
	if (!area->shmem)
		file->f_mapping = area->inode->i_mapping;
	/* Our pages are never reclaimed, and shmem's are mapped from its own file. */
	maps_file_ignore_recency(file);
}

static int maps_open(struct inode *inode, struct file *file)
{
	struct maps_file *opened;

	if (!maps_devices_are_served())
		return -ENODEV;
	opened = maps_file_create(container_of(inode->i_cdev, struct maps_device, cdev));
	if (IS_ERR(opened))
		return PTR_ERR(opened);
	file->private_data = opened;
	maps_file_set_mapping(file, opened->area);
	return 0;
}

static int maps_release(struct inode *inode, struct file *file)
{
	struct maps_file *opened = file->private_data;
	struct maps_device *device = opened->device;

	if (device->plan.anonymous)
		maps_device_remove(device);
	maps_file_free(opened);
	return 0;
}

static loff_t maps_llseek(struct file *file, loff_t offset, int whence)
{
	const struct maps_file *opened = file->private_data;

	if (maps_file_revoked(opened))
		return -ENODEV;
	return fixed_size_llseek(file, offset, whence, maps_area_size(opened->area));
}

/*
 * Copy between memory of an area and @iter, in the direction of that. One read() or write()
 * can be of 2 GiB: others get the processor meanwhile, and a fatal signal ends it.
 *
 * Return: how many bytes were copied, up to what cannot be accessed.
 */
static size_t maps_copy(void *memory, size_t bytes, struct iov_iter *iter)
{
	size_t copied = 0, chunk, done;

	do {
		chunk = min_t(size_t, bytes - copied, SZ_1M);
		/* Programs that map it may access it meanwhile; ordering that is up to them. */
		done = data_race(iov_iter_rw(iter) == READ ?
				 copy_to_iter(memory + copied, chunk, iter) :
				 copy_from_iter(memory + copied, chunk, iter));
		copied += done;
		cond_resched();
	} while (done == chunk && copied < bytes && !fatal_signal_pending(current));
	return copied;
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
	copied = maps_copy(area->kaddr + iocb->ki_pos, wanted, to);
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
	copied = maps_copy(area->kaddr + iocb->ki_pos, wanted, from);
	if (!copied)
		return -EFAULT;
	iocb->ki_pos += copied;
	return copied;
}

/*
 * fsync(), and msync(MS_SYNC) of a mapping. There is nothing to write back; but without
 * this, both fail with EINVAL, which programs take for lost data (Python's mmap.flush()).
 */
static int maps_fsync(struct file *file, loff_t start, loff_t end, int datasync)
{
	return maps_file_revoked(file->private_data) ? -ENODEV : 0;
}

/* MAPS_IOC_REVOKE. Only an administrator may revoke a named device, whoever can write to it. */
static long maps_revoke(const struct file *file)
{
	const struct maps_file *opened = file->private_data;
	struct maps_device *device = opened->device;

	if (!device->plan.anonymous && !capable(CAP_SYS_ADMIN))
		return -EPERM;
	return maps_device_revoke(device);
}

static long maps_ioctl(struct file *file, unsigned int command, unsigned long argument)
{
	struct maps_file *opened = file->private_data;

	switch (command) {
	case MAPS_IOC_REFUSAL:
		return maps_refusal_report(&opened->last, (struct maps_refusal __user *)argument);
	case MAPS_IOC_INFO:
		return maps_info_report(opened->device, (struct maps_area_info __user *)argument);
	case MAPS_IOC_REVOKE:
		return maps_revoke(file);
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
	.fsync = maps_fsync,					\
	.unlocked_ioctl = maps_ioctl,				\
	.compat_ioctl = compat_ptr_ioctl,			\
	.get_unmapped_area = maps_get_unmapped_area

static const struct file_operations maps_fops = {
	MAPS_FOPS_ALL_BUT_MMAP,
	.mmap = maps_mmap,
};

/* For the mappers that leave the VMA to the kernel, if the kernel supports that. */
static const struct file_operations maps_fops_prepared = {
	MAPS_FOPS_ALL_BUT_MMAP,
	MAPS_FOPS_MMAP_PREPARED(maps_mmap)
};

/**
 * maps_file_operations - the operations of a device's files
 * @mapper: the mapper of the device
 */
const struct file_operations *maps_file_operations(const struct maps_mapper *mapper)
{
	return mapper->prepared ? &maps_fops_prepared : &maps_fops;
}

/**
 * maps_file_of - open an anonymous device
 * @device: a device that was added; from here on it belongs to the file, whose release
 *	removes it
 *
 * Return: the file, or an ERR_PTR(), in which case the device still belongs to the caller.
 */
struct file *maps_file_of(struct maps_device *device)
{
	const struct file_operations *operations = maps_file_operations(device->plan.mapper);
	struct maps_file *opened;
	struct file *file;

	opened = maps_file_create(device);
	if (IS_ERR(opened))
		return ERR_CAST(opened);
	file = anon_inode_getfile("[maps]", operations, opened, O_RDWR);
	if (IS_ERR(file))
		goto free_opened;
	maps_file_set_mapping(file, opened->area);
	/* open() of a node sets these; this sets none before 6.0, and only FMODE_LSEEK since. */
	file->f_mode |= FMODE_LSEEK | FMODE_PREAD | FMODE_PWRITE;
	return file;

free_opened:
	maps_file_free(opened);
	return file;
}
