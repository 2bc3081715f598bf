// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "explain/probe.h"

#define SOURCE "/sys/bus/event_source/devices/kprobe/"

/* The number in a file of the kernel's; -1: there is none. */
static int read_number(const char *path, const char *format)
{
	FILE *file = fopen(path, "re");
	int number = -1;

	if (!file)
		return -1;
	if (fscanf(file, format, &number) != 1)
		number = -1;
	fclose(file);
	return number;
}

int probe_open(uint64_t address, bool at_end, int program)
{
	int type = read_number(SOURCE "type", "%d"), bit = read_number(SOURCE "format/retprobe", "config:%d"), fd, err;
	struct perf_event_attr attribute = {
		.size = sizeof(attribute),
		.type = (uint32_t)type,
		.config = at_end ? UINT64_C(1) << (bit < 0 ? 0 : bit) : 0,
		.config2 = address,
	};

	if (type < 0)
		return -ENODEV;
	fd = (int)syscall(SYS_perf_event_open, &attribute, -1, 0, -1, PERF_FLAG_FD_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (ioctl(fd, PERF_EVENT_IOC_SET_BPF, program) < 0 || ioctl(fd, PERF_EVENT_IOC_ENABLE, 0) < 0) {
		err = -errno;
		close(fd);
		return err;
	}
	return fd;
}
