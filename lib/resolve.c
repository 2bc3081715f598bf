// SPDX-License-Identifier: BSD-2-Clause
/* From what a person calls a device to its name and path. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "internal.h"

/*
 * Whether the device in the folder @entry of the class's folder has that label: 0;
 * -ENOENT where it has not, or has just gone.
 */
static int check_label(int class, const char *entry, const char *label)
{
	char found[MAPS_LABEL_SIZE + 1];
	int dir = openat(class, entry, O_PATH | O_DIRECTORY | O_CLOEXEC);
	int err;

	if (dir < 0)
		return -errno;
	err = maps_attribute_text(dir, "label", found, sizeof(found));
	close(dir);
	if (err)
		return err == -ENODEV ? -ENOENT : err;
	return strcmp(found, label) == 0 ? 0 : -ENOENT;
}

static int find_label(const char *label, char name[static NAME_SIZE])
{
	const struct dirent *entry;
	int err = -ENOENT;
	DIR *class;

	if (maps_label_check(label) != 0)
		return -ENOENT;		/* nothing can be called that */
	class = opendir(CLASS_FOLDER);
	if (!class)
		return -errno;
	/* What cannot be read may be the one: that is not to say that there is none. */
	while (err == -ENOENT && (errno = 0, entry = readdir(class))) {
		if (!maps_name_is_device(entry->d_name) || strlen(entry->d_name) >= NAME_SIZE)
			continue;
		err = check_label(dirfd(class), entry->d_name, label);
		if (!err)
			strcpy(name, entry->d_name);
	}
	if (err == -ENOENT && errno)
		err = -errno;
	closedir(class);
	return err;
}

static int find_name(const char *device, char name[static NAME_SIZE])
{
	char folder[sizeof(CLASS_FOLDER "/") + NAME_SIZE];

	if (strlen(device) >= NAME_SIZE)
		return -ENOENT;
	snprintf(folder, sizeof(folder), CLASS_FOLDER "/%s", device);
	if (access(folder, F_OK) != 0)
		return -errno;
	strcpy(name, device);
	return 0;
}

static int find_path(const char *path, char name[static NAME_SIZE])
{
	int node = open(path, O_PATH | O_CLOEXEC);
	char found[NAME_SIZE];
	int err;

	if (node < 0)
		return -errno;
	err = maps_node_name(node, found);
	close(node);
	if (err)
		return err;
	if (!maps_name_is_device(found))
		return -ENODEV;
	strcpy(name, found);
	return 0;
}

int maps_device_find(const char *device, char name[static NAME_SIZE])
{
	if (strchr(device, '/'))
		return find_path(device, name);
	if (maps_name_is_device(device))
		return find_name(device, name);
	return find_label(device, name);
}

int maps_resolve(const char *device, char *path, size_t size)
{
	char name[NAME_SIZE], found[PATH_SIZE];
	int err = maps_device_find(device, name);

	if (err)
		return err;
	/* A node may be elsewhere than in /dev: so a path stays the one that is known to be there. */
	if (!strchr(device, '/')) {
		snprintf(found, sizeof(found), "/dev/%s", name);
		device = found;
	}
	if (strlen(device) >= size)
		return -ENAMETOOLONG;
	strcpy(path, device);
	return 0;
}
