// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * /dev/maps-control: create and destroy areas. Anyone who can open it may do so.
 *
 * A request is checked as a whole before anything is created (maps_control_plan()),
 * and nothing is created if the caller cannot be told about it.
 */
#include <linux/ctype.h>
#include <linux/err.h>
#include <linux/fcntl.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/numa.h>
#include <linux/stddef.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/maps.h>

#include "area.h"
#include "control.h"
#include "device.h"
#include "file.h"
#include "mapper.h"

/*
 * Copy a caller's structure, whose first field is its size. If it is smaller than
 * ours but has at least @first bytes, it is padded with zeros; if it is larger, the
 * rest of it has to be zero.
 */
static int maps_control_copy(void *request, u32 size, u32 first, const void __user *from)
{
	u32 given;

	if (get_user(given, (const u32 __user *)from))
		return -EFAULT;
	if (given < first)
		return -EINVAL;
	if (given > PAGE_SIZE)
		return -E2BIG;
	return copy_struct_from_user(request, size, from, given);
}

/* Whether @label is "maps" followed by a number, which is the name of a device. */
static bool maps_label_is_device(const char *label)
{
	return strstarts(label, "maps") && label[4] &&
	       !label[4 + strspn(label + 4, "0123456789")];
}

static bool maps_label_valid(const char *label)
{
	size_t length = strnlen(label, MAPS_LABEL_SIZE);
	size_t i;

	if (length == MAPS_LABEL_SIZE || memchr_inv(label + length, 0, MAPS_LABEL_SIZE - length))
		return false;
	for (i = 0; i < length; i++)
		if (!isascii(label[i]) || !(isalnum(label[i]) || (i && strchr("._-", label[i]))))
			return false;
	return !maps_label_is_device(label);
}

/* Work out what to create; -EINVAL, or -EOVERFLOW if @bytes exceeds the address space. */
static int maps_control_plan(struct maps_plan *plan, const struct maps_create *create)
{
	u64 nr_pages = create->bytes >> PAGE_SHIFT;

	if (create->flags & ~MAPS_CREATE_ANONYMOUS)
		return -EINVAL;
	if (!create->bytes)
		return -EINVAL;
	if (create->bytes & ~PAGE_MASK)
		nr_pages++;
	if (nr_pages > SIZE_MAX >> PAGE_SHIFT)
		return -EOVERFLOW;
	plan->nr_pages = nr_pages;

	plan->backing = maps_backing_of_kind(create->backing, plan->nr_pages);
	if (!plan->backing)
		return -EINVAL;
	plan->mapper = maps_mapper_of_kind(create->mapper, plan->backing);
	if (!plan->mapper || maps_mapper_unsuited(plan->mapper, plan->backing))
		return -EINVAL;
	if (create->private_policy > MAPS_PRIVATE_REFUSE)
		return -EINVAL;
	plan->private = create->private_policy;
	if (create->node < NUMA_NO_NODE)
		return -EINVAL;
	plan->node = create->node;
	plan->stamp = create->stamp;

	plan->anonymous = create->flags & MAPS_CREATE_ANONYMOUS;
	BUILD_BUG_ON(sizeof(plan->label) != sizeof(create->label));
	memcpy(plan->label, create->label, sizeof(plan->label));
	if (!maps_label_valid(plan->label) || (plan->anonymous && plan->label[0]))
		return -EINVAL;
	return 0;
}

static long maps_control_create_named(const struct maps_plan *plan, s32 __user *result)
{
	struct maps_device *device = maps_device_create(plan);
	int err;

	if (IS_ERR(device))
		return PTR_ERR(device);
	/* Once it is added, anyone may remove it, and its number may be reused. */
	err = -EFAULT;
	if (put_user(device->number, result))
		goto put_device;
	err = maps_device_add(device);
	if (err)
		goto put_device;
	return 0;

put_device:
	put_device(&device->dev);
	return err;
}

static long maps_control_create_anonymous(const struct maps_plan *plan, s32 __user *result)
{
	struct maps_device *device;
	struct file *file;
	int fd, err;

	fd = get_unused_fd_flags(O_CLOEXEC);
	if (fd < 0)
		return fd;
	device = maps_device_create(plan);
	if (IS_ERR(device)) {
		err = PTR_ERR(device);
		goto put_fd;
	}
	err = maps_device_add(device);
	if (err)
		goto put_device;
	file = maps_file_of(device);
	if (IS_ERR(file)) {
		err = PTR_ERR(file);
		goto remove_device;
	}
	if (put_user(fd, result)) {
		err = -EFAULT;
		goto put_file;
	}
	fd_install(fd, file);
	return 0;

put_file:
	fput(file);	/* which removes the device */
	goto put_fd;
remove_device:
	maps_device_remove(device);
	goto put_fd;
put_device:
	put_device(&device->dev);
put_fd:
	put_unused_fd(fd);
	return err;
}

static long maps_control_create(struct maps_create __user *argument)
{
	struct maps_create create;
	struct maps_plan plan;
	int err;

	err = maps_control_copy(&create, sizeof(create), offsetofend(struct maps_create, label),
				argument);
	if (err)
		return err;
	err = maps_control_plan(&plan, &create);
	if (err)
		return err;
	return plan.anonymous ? maps_control_create_anonymous(&plan, &argument->result) :
				maps_control_create_named(&plan, &argument->result);
}

static long maps_control_destroy(const struct maps_destroy __user *argument)
{
	struct maps_destroy destroy;
	int err;

	err = maps_control_copy(&destroy, sizeof(destroy),
				offsetofend(struct maps_destroy, padding), argument);
	if (err)
		return err;
	if (destroy.flags & ~MAPS_DESTROY_FORCE || destroy.padding)
		return -EINVAL;
	return maps_device_destroy(destroy.number, destroy.flags & MAPS_DESTROY_FORCE);
}

static long maps_control_ioctl(struct file *file, unsigned int command, unsigned long argument)
{
	switch (command) {
	case MAPS_IOC_CREATE:
		return maps_control_create((struct maps_create __user *)argument);
	case MAPS_IOC_DESTROY:
		return maps_control_destroy((const struct maps_destroy __user *)argument);
	default:
		return -ENOTTY;
	}
}

static const struct file_operations maps_control_fops = {
	.owner = THIS_MODULE,
	.unlocked_ioctl = maps_control_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
	.llseek = noop_llseek,
};

static struct miscdevice maps_control = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "maps-control",
	.fops = &maps_control_fops,
	.mode = 0600,
};

int maps_control_register(void)
{
	return misc_register(&maps_control);
}

void maps_control_unregister(void)
{
	misc_deregister(&maps_control);
}
