// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "areas.h"
#include "trouble.h"

/**
 * struct named - an area that the command line names
 * @name: of its device
 * @met: whether the walk has come to it
 */
struct named {
	char name[OWNERS_NAME];
	bool met;
};

/* The name of the device that a path leads to, be it a link, or a node that somebody made. */
static int name_of_path(const char *path, char name[static OWNERS_NAME])
{
	char link[64], target[PATH_MAX];
	struct stat status;
	const char *last;
	ssize_t length;

	if (stat(path, &status) < 0)
		return -errno;
	snprintf(link, sizeof(link), "/sys/dev/char/%u:%u", major(status.st_rdev), minor(status.st_rdev));
	length = readlink(link, target, sizeof(target) - 1);
	if (length < 0)
		return -errno;
	target[length] = '\0';
	last = strrchr(target, '/');
	last = last ? last + 1 : target;
	if (strlen(last) >= OWNERS_NAME)
		return -ENODEV;
	strcpy(name, last);
	return 0;
}

/* One can be named more than once. */
static bool wanted(const struct maps_info *info, struct named *named, int count)
{
	bool found = count == 0;

	for (int i = 0; i < count; i++) {
		if (strcmp(named[i].name, maps_info_name(info)) == 0) {
			named[i].met = true;
			found = true;
		}
	}
	return found;
}

static int walk(const char *command, struct named *named, int count, areas_each *each, void *context)
{
	struct maps_iterator *iterator;
	const struct maps_info *info;
	int err;

	err = maps_iterator_new(&iterator);
	if (err) {
		trouble_walk(command, err);
		return err;
	}
	while (!err && (info = maps_iterator_next(iterator)))
		if (wanted(info, named, count))
			err = each(context, info);
	if (!err) {
		err = maps_iterator_error(iterator);
		if (err)
			trouble_walk(command, err);
	}
	maps_iterator_free(iterator);
	return err;
}

/* Those that have gone since their names were found. */
static int tell_gone(const char *command, char **devices, const struct named *named, int count)
{
	int err = 0;

	for (int i = 0; i < count; i++) {
		if (!named[i].met) {
			err = -ENOENT;
			trouble_device(command, devices[i], err);
		}
	}
	return err;
}

int areas_walk(const char *command, char **devices, int count, areas_each *each, void *context)
{
	struct named *named = calloc((size_t)count + 1, sizeof(*named));
	int err = named ? 0 : -ENOMEM;

	for (int i = 0; named && i < count; i++) {
		char path[PATH_MAX];
		int failed = maps_resolve(devices[i], path, sizeof(path));

		if (!failed)
			failed = name_of_path(path, named[i].name);
		if (failed)
			trouble_device(command, devices[i], failed);
		err = err ? err : failed;
	}
	if (!err)
		err = walk(command, named, count, each, context);
	if (!err)
		err = tell_gone(command, devices, named, count);
	free(named);
	return err;
}

int areas_recognize(const struct maps_info *info, struct owners_area *area)
{
	bool shmem = strcmp(maps_info_backing(info), "shmem") == 0 && !maps_info_revoked(info);

	if (!maps_info_path(info))
		return -ENODEV;
	return owners_recognize(maps_info_name(info), maps_info_path(info), shmem, area);
}
