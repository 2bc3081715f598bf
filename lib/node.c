// SPDX-License-Identifier: BSD-2-Clause
/*
 * Whether a node is one of the driver's, before anything is done to it: to open what
 * is not may rewind a tape, and an ioctl means another thing to each driver.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "internal.h"

/* The last part of what the link @path leads to; @name is as it was where that fails. */
static bool link_ends_with(const char *path, char *name, size_t size)
{
	char target[PATH_MAX];
	ssize_t length = readlink(path, target, sizeof(target) - 1);
	const char *last;

	if (length < 0)
		return false;
	target[length] = '\0';
	last = strrchr(target, '/');
	last = last ? last + 1 : target;
	if (strlen(last) >= size)
		return false;
	strcpy(name, last);
	return true;
}

/* Each character device is in /sys/dev/char by its number, a link to its folder. */
int maps_node_name(int fd, char name[static NAME_SIZE])
{
	char path[64], subsystem[sizeof("maps")], found[NAME_SIZE];
	struct stat status;

	if (fstat(fd, &status) != 0)
		return -errno;
	if (!S_ISCHR(status.st_mode))
		return -ENODEV;
	snprintf(path, sizeof(path), "/sys/dev/char/%u:%u", major(status.st_rdev), minor(status.st_rdev));
	if (!link_ends_with(path, found, sizeof(found)))
		return -ENODEV;
	if (strcmp(found, CONTROL_NAME) != 0) {
		strcat(path, "/subsystem");
		if (!maps_name_is_device(found) || !link_ends_with(path, subsystem, sizeof(subsystem)) ||
		    strcmp(subsystem, "maps") != 0)
			return -ENODEV;
	}
	strcpy(name, found);
	return 0;
}

/*
 * Open for use what was looked at: by its descriptor, not by its name, which may be
 * another file's by now.
 */
static int open_again(int node, int flags)
{
	char path[32];
	int fd;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", node);
	fd = open(path, flags | O_CLOEXEC);
	if (fd >= 0)
		return fd;
	/* The node is there: what is not is /proc, or, by now, its device. */
	return errno == ENOENT ? -ENOSYS : errno == ENXIO ? -ENODEV : -errno;
}

int maps_node_open(const char *path, int flags, const char *name)
{
	int node = open(path, O_PATH | O_CLOEXEC);
	char found[NAME_SIZE];
	int fd;

	if (node < 0)
		return -errno;
	fd = maps_node_name(node, found);
	if (fd == 0 && (name ? strcmp(found, name) != 0 : !maps_name_is_device(found)))
		fd = -ENODEV;
	if (fd == 0)
		fd = open_again(node, flags);
	close(node);
	return fd;
}
