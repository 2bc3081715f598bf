// SPDX-License-Identifier: BSD-2-Clause
/* A handle: an open descriptor of an area. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "internal.h"

int maps_area_new(int fd, struct maps_area **area)
{
	struct maps_area *made = malloc(sizeof(*made));

	if (!made) {
		close(fd);
		return -ENOMEM;
	}
	made->fd = fd;
	*area = made;
	return 0;
}

/* Whether the area of @fd has that label: 0, -ENOENT. */
static int check_label(int fd, const char *label)
{
	struct maps_area_info told = { .size = sizeof(told) };

	if (ioctl(fd, MAPS_IOC_INFO, &told) != 0)
		return -errno;
	return strncmp((const char *)told.label, label, sizeof(told.label)) == 0 ? 0 : -ENOENT;
}

/* Open the device of that name or label. */
static int open_named(const char *device, int flags)
{
	char name[NAME_SIZE], path[PATH_SIZE];
	int fd, err;

	err = maps_device_find(device, name);
	if (err)
		return err;
	snprintf(path, sizeof(path), "/dev/%s", name);
	fd = maps_node_open(path, flags, name);
	/* Since the label was found, its number may have become another area's. */
	err = fd >= 0 && !maps_name_is_device(device) ? check_label(fd, device) : 0;
	if (!err)
		return fd;
	close(fd);
	return err;
}

int maps_open(const char *device, int flags, struct maps_area **area)
{
	int fd;

	/* These make or follow names, or give a descriptor that can do nothing. */
	if (flags & (O_CREAT | O_EXCL | O_PATH | O_DIRECTORY | O_NOFOLLOW))
		return -EINVAL;
	fd = strchr(device, '/') ? maps_node_open(device, flags, NULL) : open_named(device, flags);
	return fd < 0 ? fd : maps_area_new(fd, area);
}

/* A descriptor without a node: what the kernel calls the file says whose it is. */
static bool is_anonymous(int fd)
{
	static const char ours[] = "anon_inode:[maps]";
	char path[32], target[sizeof(ours)];
	ssize_t length;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	length = readlink(path, target, sizeof(target));
	return length == sizeof(ours) - 1 && memcmp(target, ours, sizeof(ours) - 1) == 0;
}

static int check_descriptor(int fd)
{
	char name[NAME_SIZE];
	int flags = fcntl(fd, F_GETFL);
	int err;

	if (flags < 0)
		return -errno;
	if (flags & O_PATH)
		return -EBADF;		/* as each use of it would be */
	err = maps_node_name(fd, name);
	if (err == 0)
		return maps_name_is_device(name) ? 0 : -ENODEV;
	return err == -ENODEV && is_anonymous(fd) ? 0 : err;
}

int maps_open_fd(int fd, struct maps_area **area)
{
	int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	int err;

	if (copy < 0)
		return -errno;
	/* The copy is what is looked at: @fd may be closed and another one by now. */
	err = check_descriptor(copy);
	if (err) {
		close(copy);
		return err;
	}
	return maps_area_new(copy, area);
}

void maps_close(struct maps_area *area)
{
	if (!area)
		return;
	close(area->fd);
	free(area);
}

int maps_area_fd(const struct maps_area *area)
{
	return area->fd;
}

int maps_area_map(const struct maps_area *area, uint64_t offset, size_t length, int protection, int flags,
		  void **address)
{
	void *memory;

	if (offset > INT64_MAX)
		return -EOVERFLOW;
	if (flags & (MAP_FIXED | MAP_FIXED_NOREPLACE))
		return -EINVAL;
	memory = mmap(NULL, length, protection, flags, area->fd, (off_t)offset);
	if (memory == MAP_FAILED)
		return -errno;
	*address = memory;
	return 0;
}

int maps_area_unmap(void *address, size_t length)
{
	return munmap(address, length) != 0 ? -errno : 0;
}

int maps_area_revoke(const struct maps_area *area)
{
	return ioctl(area->fd, MAPS_IOC_REVOKE) != 0 ? -errno : 0;
}
