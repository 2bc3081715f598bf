// SPDX-License-Identifier: BSD-2-Clause
/* Make and destroy areas, by /dev/maps-control. */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "internal.h"

/* How long udev may take to give a new node to those who may open it, and how often we look. */
#define NODE_SECONDS	2
#define NODE_PAUSE_NS	10000000

static int open_control(void)
{
	return maps_node_open("/dev/" CONTROL_NAME, O_RDWR, CONTROL_NAME);
}

/* Returns what the driver made: a number or a descriptor. */
static int request(int control, const struct maps_options *options, uint32_t flags)
{
	struct maps_create create = {
		.size = sizeof(create),
		.flags = flags,
		.bytes = options->bytes,
		.backing = options->backing,
		.mapper = options->mapper,
		.private_policy = options->private_policy,
		.node = options->node,
		.stamp = options->stamp,
	};

	memcpy(create.label, options->label, sizeof(create.label));
	return ioctl(control, MAPS_IOC_CREATE, &create) != 0 ? -errno : create.result;
}

static int remove_device(int control, uint32_t number, uint32_t flags)
{
	struct maps_destroy destroy = { .size = sizeof(destroy), .flags = flags, .number = number };

	return ioctl(control, MAPS_IOC_DESTROY, &destroy) != 0 ? -errno : 0;
}

static bool is_before(const struct timespec *one, const struct timespec *other)
{
	return one->tv_sec < other->tv_sec || (one->tv_sec == other->tv_sec && one->tv_nsec < other->tv_nsec);
}

/* The kernel makes the node for root; that others may open it is udev's work, later. */
static int open_device(unsigned int number)
{
	const struct timespec pause = { .tv_nsec = NODE_PAUSE_NS };
	struct timespec now, end;
	char path[PATH_SIZE];
	int fd;

	snprintf(path, sizeof(path), "/dev/maps%u", number);
	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_sec += NODE_SECONDS;
	do {
		fd = maps_node_open(path, O_RDWR, path + strlen("/dev/"));
		if (fd != -ENOENT && fd != -EACCES)
			break;
		nanosleep(&pause, NULL);	/* a signal that ends it early does no harm */
		clock_gettime(CLOCK_MONOTONIC, &now);
	} while (is_before(&now, &end));
	return fd;
}

int maps_create(const struct maps_options *options, struct maps_area **area)
{
	int control, number, err;

	if (!options->bytes)
		return -EINVAL;
	control = open_control();
	if (control < 0)
		return control;
	number = request(control, options, 0);
	err = number;
	if (number < 0)
		goto close_control;
	err = open_device((unsigned int)number);
	if (err >= 0)
		err = maps_area_new(err, area);
	/* Nobody would know of it. */
	if (err < 0)
		remove_device(control, (unsigned int)number, MAPS_DESTROY_FORCE);

close_control:
	close(control);
	return err;
}

int maps_create_anonymous(const struct maps_options *options, struct maps_area **area)
{
	int control, fd;

	if (!options->bytes || options->label[0])
		return -EINVAL;
	control = open_control();
	if (control < 0)
		return control;
	fd = request(control, options, MAPS_CREATE_ANONYMOUS);
	close(control);
	return fd < 0 ? fd : maps_area_new(fd, area);
}

int maps_destroy(const char *device, bool force)
{
	char name[NAME_SIZE];
	int control, err;

	err = maps_device_find(device, name);
	if (err)
		return err;
	control = open_control();
	if (control < 0)
		return control;
	err = remove_device(control, (uint32_t)strtoul(name + strlen("maps"), NULL, 10),
			    force ? MAPS_DESTROY_FORCE : 0);
	close(control);
	return err;
}
