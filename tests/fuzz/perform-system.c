// SPDX-License-Identifier: BSD-2-Clause
/* What the driver says in sysfs and /proc, and what becomes of the process. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "perform.h"

static int attribute_open(const struct scene *scene, const struct call *call, int flags)
{
	char path[80];

	if (scene_number(scene, call) < 0)
		return -1;
	snprintf(path, sizeof(path), "/sys/class/maps/maps%d/%s", scene_number(scene, call),
		 call_word(call, "attribute"));
	return open(path, flags | O_CLOEXEC);
}

/* Read a file to its end, in steps of that size. */
static void read_all(struct scene *scene, int fd, size_t step)
{
	if (fd < 0)
		return;
	while (read(fd, scene->buffer, step) > 0)
		continue;
	close(fd);
}

static void perform_sysfs_write(struct scene *scene, const struct call *call)
{
	const char *text = call_word(call, "text");
	int fd = attribute_open(scene, call, O_WRONLY);

	if (fd < 0)
		return;
	if (write(fd, text, strlen(text)) < 0)
		lseek(fd, 0, SEEK_SET);
	close(fd);
}

static void perform_report(struct scene *scene, const struct call *call)
{
	int fd = open("/proc/driver/maps", O_RDONLY | O_CLOEXEC);

	if (fd >= 0 && call_value(call, "how") == 2)
		lseek(fd, 100, SEEK_SET);
	read_all(scene, fd, call_value(call, "how") == 1 ? 7 : 4096);
}

static void perform_look(struct scene *scene, const struct call *call)
{
	const char *name = call_word(call, "file");
	struct scene_mapping *mapping = &scene->mappings[0];
	char path[40];
	int fd;

	snprintf(path, sizeof(path), "/proc/self/%s", name);
	fd = open(path, (call_value(call, "file") ? O_WRONLY : O_RDONLY) | O_CLOEXEC);
	if (fd < 0)
		return;
	if (call_value(call, "file")) {
		if (write(fd, "1", 1) > 0 && write(fd, "4", 1) > 0)
			fsync(fd);
		close(fd);
	} else if (!strcmp(name, "pagemap")) {
		/* All of it is without an end. */
		if (pread(fd, scene->buffer, 4096, (uintptr_t)mapping->address / scene->page * 8) > 0)
			lseek(fd, 0, SEEK_SET);
		close(fd);
	} else {
		read_all(scene, fd, SCENE_BUFFER);
	}
}

static void perform_limit(const struct call *call)
{
	int fd = open("/sys/module/maps/parameters/max_bytes", O_WRONLY | O_CLOEXEC);
	char text[32];

	if (fd < 0)
		return;
	if (write(fd, text, snprintf(text, sizeof(text), "%llu", (unsigned long long)call_value(call, "bytes"))) < 0)
		lseek(fd, 0, SEEK_SET);
	close(fd);
}

/* For the rest of the program, without the rights of root. */
static void perform_user(const struct call *call)
{
	if (setgid(call_value(call, "who")) != 0 || setuid(call_value(call, "who")) != 0)
		_exit(0);
}

static void perform_exit(const struct call *call)
{
	if (call_value(call, "how"))
		kill(getpid(), SIGKILL);
	_exit(0);
}

bool perform_system(struct scene *scene, const struct call *call)
{
	switch (call->kind) {
	case CALL_SYSFS_READ:
		read_all(scene, attribute_open(scene, call, O_RDONLY), 4096);
		return true;
	case CALL_SYSFS_WRITE:
		perform_sysfs_write(scene, call);
		return true;
	case CALL_REPORT:
		perform_report(scene, call);
		return true;
	case CALL_LOOK:
		perform_look(scene, call);
		return true;
	case CALL_LIMIT:
		perform_limit(call);
		return true;
	case CALL_USER:
		perform_user(call);
		return true;
	case CALL_FAIL:
		scene->fail_nth = call_value(call, "nth");
		return true;
	case CALL_EXIT:
		perform_exit(call);
		return true;
	default:
		return false;
	}
}
