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

typedef char area_name[OWNERS_NAME];

/* The name of the device that a path leads to, be it a link, or a node that somebody made. */
static int name_of_path(const char *path, area_name name)
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
	if (strlen(last) >= sizeof(area_name))
		return -ENODEV;
	strcpy(name, last);
	return 0;
}

static bool wanted(const struct maps_info *info, area_name *names, int count)
{
	for (int i = 0; i < count; i++)
		if (strcmp(names[i], maps_info_name(info)) == 0)
			return true;
	return count == 0;
}

static int walk(const char *command, area_name *names, int count, areas_each *each, void *context)
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
		if (wanted(info, names, count))
			err = each(context, info);
	if (!err) {
		err = maps_iterator_error(iterator);
		if (err)
			trouble_walk(command, err);
	}
	maps_iterator_free(iterator);
	return err;
}

int areas_walk(const char *command, char **devices, int count, areas_each *each, void *context)
{
	area_name *names = calloc((size_t)count + 1, sizeof(*names));
	int err = names ? 0 : -ENOMEM;

	for (int i = 0; names && i < count; i++) {
		char path[PATH_MAX];
		int failed = maps_resolve(devices[i], path, sizeof(path));

		if (!failed)
			failed = name_of_path(path, names[i]);
		if (failed)
			trouble_device(command, devices[i], failed);
		err = err ? err : failed;
	}
	if (!err)
		err = walk(command, names, count, each, context);
	free(names);
	return err;
}

int areas_recognize(const struct maps_info *info, struct owners_area *area)
{
	bool shmem = strcmp(maps_info_backing(info), "shmem") == 0 && !maps_info_revoked(info);

	if (!maps_info_path(info))
		return -ENODEV;
	return owners_recognize(maps_info_name(info), maps_info_path(info), shmem, area);
}
