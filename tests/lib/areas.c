// SPDX-License-Identifier: BSD-2-Clause
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "areas.h"
#include "tap.h"

struct maps_options *options_of(uint64_t bytes, const char *label)
{
	struct maps_options *options = maps_options_new();

	if (!options || maps_options_set_size(options, bytes) || maps_options_set_label(options, label))
		tap_bail("no options for %llu bytes, label %s", (unsigned long long)bytes, label ? label : "none");
	return options;
}

static struct maps_area *made(int (*create)(const struct maps_options *, struct maps_area **), uint64_t bytes,
			      const char *label)
{
	struct maps_options *options = options_of(bytes, label);
	struct maps_area *area;
	int err = create(options, &area);

	maps_options_free(options);
	if (err)
		tap_bail("no area of %llu bytes, label %s: %s", (unsigned long long)bytes, label ? label : "none",
			 strerror(-err));
	return area;
}

struct maps_area *area_with_device(uint64_t bytes, const char *label)
{
	return made(maps_create, bytes, label);
}

struct maps_area *area_anonymous(uint64_t bytes)
{
	return made(maps_create_anonymous, bytes, NULL);
}

struct maps_info *info_of(const struct maps_area *area)
{
	struct maps_info *info;
	int err = maps_area_info(area, &info);

	if (err)
		tap_bail("maps_area_info(): %s", strerror(-err));
	return info;
}

const char *path_of(const struct maps_area *area)
{
	static char path[64];
	struct maps_info *info = info_of(area);

	snprintf(path, sizeof(path), "%s", maps_info_path(info) ? maps_info_path(info) : "no device");
	maps_info_free(info);
	return path;
}

unsigned int open_descriptors(void)
{
	DIR *folder = opendir("/proc/self/fd");
	unsigned int count = 0;

	if (!folder)
		tap_bail("/proc/self/fd: %s", strerror(errno));
	while (readdir(folder))
		count++;
	closedir(folder);
	return count - 3;	/* ".", "..", and its own */
}

static void check(int found, int err, const struct maps_area *area, const char *sentence)
{
	tap_equal(found, err, "%s", sentence);
	if (found)
		tap_ok(area == NOT_THERE, "%s: the handle is left alone", sentence);
	else
		maps_close((struct maps_area *)area);
}

void open_is(const char *device, int flags, int err, const char *sentence)
{
	struct maps_area *area = NOT_THERE;
	int found = maps_open(device, flags, &area);

	check(found, err, area, sentence);
}

void open_fd_is(int fd, int err, const char *sentence)
{
	struct maps_area *area = NOT_THERE;
	int found = maps_open_fd(fd, &area);

	check(found, err, area, sentence);
}

void create_is(const struct maps_options *options, bool anonymous, int err, const char *sentence)
{
	struct maps_area *area = NOT_THERE;
	int found = anonymous ? maps_create_anonymous(options, &area) : maps_create(options, &area);

	if (!found && !anonymous)
		maps_destroy(path_of(area), true);
	check(found, err, area, sentence);
}

int by_user(unsigned int uid, int (*act)(void *argument), void *argument)
{
	pid_t child = fork();
	int status;

	if (child == 0) {
		if (setgid(uid) || setuid(uid))
			_exit(255);
		_exit(-act(argument));
	}
	if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status))
		tap_bail("a process of user %u: it did not end by itself", uid);
	return -WEXITSTATUS(status);
}
