// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "pagemap.h"

static int open_pagemap(pid_t pid)
{
	char path[32] = "/proc/self/pagemap";
	int fd;

	if (pid)
		snprintf(path, sizeof(path), "/proc/%d/pagemap", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

int pagemap_read(pid_t pid, uint64_t address, size_t pages, uint64_t *entries)
{
	uint64_t page_size = (uint64_t)sysconf(_SC_PAGESIZE);
	off_t at = (off_t)(address / page_size * sizeof(*entries));
	size_t wanted = pages * sizeof(*entries), done = 0;
	int fd = open_pagemap(pid), err = 0;

	if (fd < 0)
		return fd;
	while (done < wanted && !err) {
		ssize_t length = pread(fd, (char *)entries + done, wanted - done, at + (off_t)done);

		if (length > 0)
			done += (size_t)length;
		else if (length == 0)
			err = -ESRCH;
		else if (errno != EINTR)
			err = -errno;
	}
	close(fd);
	return err;
}

/*
 * PAGEMAP_SCAN of linux/fs.h, which the headers of Debian 12 do not have yet: see
 * Documentation/admin-guide/mm/pagemap.rst.
 */
struct scan_region {
	uint64_t start;
	uint64_t end;
	uint64_t categories;
};

struct scan {
	uint64_t size;
	uint64_t flags;
	uint64_t start;
	uint64_t end;
	uint64_t walk_end;
	uint64_t regions;
	uint64_t room;
	uint64_t most_pages;
	uint64_t inverted;
	uint64_t all_of;
	uint64_t any_of;
	uint64_t wanted;
};

#define SCAN		_IOWR('f', 16, struct scan)
#define SCAN_IS_HUGE	(UINT64_C(1) << 6)
#define SCAN_ROOM	64

int pagemap_huge(pid_t pid, uint64_t address, size_t pages, bool *huge)
{
	uint64_t page_size = (uint64_t)sysconf(_SC_PAGESIZE);
	struct scan_region regions[SCAN_ROOM];
	struct scan scan = {
		.size = sizeof(scan), .start = address, .end = address + pages * page_size,
		.regions = (uintptr_t)regions, .room = SCAN_ROOM, .all_of = SCAN_IS_HUGE, .wanted = SCAN_IS_HUGE,
	};
	int fd = open_pagemap(pid), found = 0, err = 0;

	if (fd < 0)
		return fd;
	memset(huge, 0, pages * sizeof(*huge));
	while (scan.start < scan.end && !err) {
		found = ioctl(fd, SCAN, &scan);
		if (found < 0)
			err = errno == EINVAL ? -ENOTTY : -errno;
		for (int i = 0; i < found; i++)
			for (uint64_t at = regions[i].start; at < regions[i].end; at += page_size)
				huge[(at - address) / page_size] = true;
		if (!err && scan.walk_end <= scan.start)
			err = -EIO;
		scan.start = scan.walk_end;
	}
	close(fd);
	return err;
}
