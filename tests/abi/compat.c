// SPDX-License-Identifier: BSD-2-Clause
/*
 * A 32-bit program on a 64-bit kernel: its ioctl, and offsets above 4 GiB, which
 * must not be cut off. The same tests run as a 64-bit program.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/maps.h>

#include "driver.h"
#include "tap.h"

int main(void)
{
	struct maps_refusal refusal = { .size = sizeof(refusal) };
	struct maps_area_info info = { .size = sizeof(info) };
	struct maps_create create = create_request(1);
	char *memory, byte;
	int fd;

	tap_note("pointers of %zu bits", 8 * sizeof(void *));
	driver_load("");
	fd = driver_open(O_RDWR);
	memory = mmap64(NULL, PAGES * page_size(), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	tap_ok(memory != MAP_FAILED && stamped_pages(memory, PAGES) == PAGES, "the area is mapped");
	munmap(memory, PAGES * page_size());
	tap_ok(mmap64(NULL, page_size(), PROT_READ, MAP_SHARED, fd, (off64_t)1 << 32) == MAP_FAILED && errno == EINVAL,
	       "an mmap at 4 GiB is beyond the end, and not the first page");
	tap_ok(ioctl(fd, MAPS_IOC_REFUSAL, &refusal) == 0, "the ioctl works");
	tap_ok(refusal.reason == MAPS_REASON_BEYOND_END && refusal.offset == (uint64_t)1 << 32,
	       "and has the whole offset");
	tap_equal(pread64(fd, &byte, 1, (off64_t)1 << 32), 0, "a read at 4 GiB is behind the end");
	tap_ok(lseek64(fd, (off64_t)1 << 32, SEEK_SET) < 0 && errno == EINVAL, "a seek there is EINVAL");
	tap_ok(ioctl(fd, _IO(0xB9, 0x7f)) < 0 && errno == ENOTTY, "an unknown command is ENOTTY");
	tap_ok(ioctl(fd, MAPS_IOC_INFO, &info) == 0 && info.size == sizeof(info) && info.bytes == PAGES * page_size() &&
	       info.stamp == STAMP && info.node == -1, "it is told what the area is");
	tap_equal(area_create(&create), 0, "it can make an area");
	tap_equal(area_destroy(create.result, 0), 0, "and destroy it");
	create = create_request(UINT64_MAX - page_size());
	tap_equal(area_create(&create), ENOMEM, "a size is not cut off");
	close(fd);
	tap_equal(driver_unload(), 0, "unloads");
	return tap_done();
}
