// SPDX-License-Identifier: BSD-2-Clause
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/maps.h>

#include "leftovers.h"

/* What all areas of a program together may have: enough, and not so much that it takes long. */
#define LIMIT	(48UL << 20)

/* How often it is looked again, a millisecond apart: what ends may take a while. */
#define TRIES	5000

/**
 * struct left - what /proc/driver/maps tells
 * @size, @mappings: of all areas
 * @nr_anonymous: areas without a device
 * @nr_named: areas with one
 * @first: the number of one of these
 */
struct left {
	unsigned long size;
	unsigned long mappings;
	unsigned int nr_anonymous;
	unsigned int nr_named;
	unsigned int first;
};

static bool left_read(struct left *left)
{
	FILE *report = fopen("/proc/driver/maps", "re");
	char line[256], name[32];
	bool complete = false;

	*left = (struct left){};
	if (!report)
		return false;
	while (fgets(line, sizeof(line), report)) {
		if (sscanf(line, "total %lu - - - %lu", &left->size, &left->mappings) == 2)
			complete = true;
		else if (sscanf(line, "maps%u ", &left->first) == 1)
			left->nr_named++;
		else if (sscanf(line, "%31s", name) == 1 && !strcmp(name, "anonymous"))
			left->nr_anonymous++;
	}
	fclose(report);
	return complete;
}

static int control_ioctl(unsigned long command, void *structure)
{
	int control = open("/dev/maps-control", O_RDWR | O_CLOEXEC);
	int err;

	if (control < 0)
		return errno;
	err = ioctl(control, command, structure) == 0 ? 0 : errno;
	close(control);
	return err;
}

static bool set_limit(unsigned long bytes)
{
	FILE *parameter = fopen("/sys/module/maps/parameters/max_bytes", "we");

	if (!parameter)
		return false;
	fprintf(parameter, "%lu", bytes);
	return fclose(parameter) == 0;
}

/* Nobody has them open any more: so it needs no force. */
static int destroy_named(struct left *left)
{
	struct maps_destroy destroy = { .size = sizeof(destroy) };
	int err = 0;

	while (left->nr_named && !err) {
		destroy.number = left->first;
		err = control_ioctl(MAPS_IOC_DESTROY, &destroy);
		if (!left_read(left))
			return ENOENT;
	}
	return err;
}

/* If only one page is allowed, and can be had, nothing else is in the account. */
static int account_error(void)
{
	struct maps_create create = {
		.size = sizeof(create),
		.flags = MAPS_CREATE_ANONYMOUS,
		.bytes = sysconf(_SC_PAGESIZE),
		.node = -1,
	};
	int err;

	if (!set_limit(create.bytes))
		return ENOENT;
	err = control_ioctl(MAPS_IOC_CREATE, &create);
	if (!err)
		close(create.result);
	return set_limit(LIMIT) ? err : ENOENT;
}

static unsigned int sysfs_entries(void)
{
	DIR *class = opendir("/sys/class/maps");
	const struct dirent *entry;
	unsigned int count = 0;

	if (!class)
		return 0;
	while ((entry = readdir(class)))
		count += entry->d_name[0] != '.';
	closedir(class);
	return count;
}

bool leftovers_none(char *what, size_t size)
{
	unsigned int tries;
	struct left left;
	int err;

	for (tries = 0; tries < TRIES; tries++) {
		if (!left_read(&left)) {
			snprintf(what, size, "/proc/driver/maps cannot be read");
			return false;
		}
		if (!left.mappings && !left.nr_anonymous)
			break;
		usleep(1000);
	}
	if (left.mappings || left.nr_anonymous) {
		snprintf(what, size, "all processes are gone, but there are %lu mappings and %u anonymous areas left",
			 left.mappings, left.nr_anonymous);
		return false;
	}
	err = destroy_named(&left);
	if (err) {
		snprintf(what, size, "all processes are gone, but maps%u cannot be destroyed: %s",
			 left.first, strerror(err));
		return false;
	}
	if (left.size || sysfs_entries()) {
		snprintf(what, size, "all areas are destroyed, but there are %lu bytes and %u entries in sysfs left",
			 left.size, sysfs_entries());
		return false;
	}
	err = account_error();
	if (err) {
		snprintf(what, size, "there is no area any more, but max_bytes does not allow the first page: %s",
			 strerror(err));
		return false;
	}
	return true;
}
