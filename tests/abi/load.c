// SPDX-License-Identifier: BSD-2-Clause
/* Load and unload: every parameter, bad ones, fifty times, and while in use. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "driver.h"
#include "tap.h"

static unsigned int count_lines(const char *text)
{
	unsigned int lines = *text != '\0';

	for (; *text; text++)
		lines += *text == '\n';
	return lines;
}

/* Parameters that cannot work fail the load with one line, which says why. */
static void check_bad_parameters(void)
{
	char room_for_one[80];
	const struct {
		const char *parameters;
		int error;
		const char *word;	/* must be in the line */
	} bad[] = {
		{ "devices=257", EINVAL, "devices=257" },
		{ "pages=0", EINVAL, "pages=0" },
		{ "pages=18446744073709551615", EOVERFLOW, "pages=18446744073709551615" },
		{ "pages=4503599627370496", EOVERFLOW, "pages=4503599627370496" },
		{ "pages=100000000", ENOMEM, "pages=100000000" },
		{ "devices=256 pages=4000 max_bytes=1000000000000", ENOMEM, "pages=4000" },
		{ "devices=256 pages=4000", EDQUOT, "more than max_bytes" },
		{ room_for_one, EDQUOT, "maps1" },
		{ "backing=contig pages=4000", ENOMEM, "backing=contig" },
		{ "backing=paper", EINVAL, "backing=paper" },
		{ "backing=", EINVAL, "backing=" },
		{ "mapper=hand", EINVAL, "mapper=hand" },
		{ "private=maybe", EINVAL, "private=maybe" },
		{ "major=512", EINVAL, "major=512" },
		{ "major=1", EBUSY, "major=1" },
		{ "backing=contig mapper=range", EINVAL, "VM_USERMAP" },
	};

	snprintf(room_for_one, sizeof(room_for_one), "devices=2 pages=16 max_bytes=%zu", 16 * page_size());
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		int err = driver_load(bad[i].parameters);
		const char *line = driver_complaint();

		if (!err)
			driver_unload();
		tap_equal(-err, bad[i].error, "'%s' is refused", bad[i].parameters);
		tap_ok(count_lines(line) == 1 && strstr(line, bad[i].word), "'%s': one line says why: %s",
		       bad[i].parameters, line);
		tap_ok(access("/dev/maps0", F_OK) != 0 && access("/proc/driver/maps", F_OK) != 0,
		       "'%s': nothing is left behind", bad[i].parameters);
	}
	/* These the kernel itself refuses, with a line of its own. */
	tap_equal(driver_load("pages=-1"), -EINVAL, "'pages=-1' is refused");
	tap_equal(driver_load("pages=many"), -EINVAL, "'pages=many' is refused");
	tap_equal(driver_load("devices=4294967296"), -ERANGE, "'devices=4294967296' is refused");
}

static void check_default(void)
{
	uint8_t first[4];
	struct stat node;
	int fd;

	tap_equal(driver_load(""), 0, "loads without a parameter");
	tap_ok(driver_complaint()[0] == '\0', "and says nothing");
	fd = driver_open(O_RDONLY);
	tap_equal(lseek(fd, 0, SEEK_END), (long long)(PAGES * page_size()), "/dev/maps0 has 16 pages");
	for (unsigned int page = 0; page < PAGES; page++) {
		pread(fd, first, sizeof(first), (off_t)(page * page_size()));
		tap_ok(memcmp(first, "\xdd\xcc\xbb\xaa", 4) == 0, "page %u begins with the bytes dd cc bb aa", page);
	}
	fstat(fd, &node);
	tap_ok(S_ISCHR(node.st_mode), "it is a character device");
	close(fd);
	tap_equal(driver_unload(), 0, "unloads");
	tap_ok(access("/dev/maps0", F_OK) != 0, "the node is gone");
	tap_ok(access("/sys/class/maps", F_OK) != 0, "the class is gone");
	tap_ok(access("/proc/driver/maps", F_OK) != 0, "/proc/driver/maps is gone");
}

static void check_good_parameters(void)
{
	struct stat node;
	uint64_t word = 1;
	int fd;

	tap_equal(driver_load("major=42 devices=3 pages=5 stamp=0"), 0, "major=42 devices=3 pages=5 stamp=0 loads");
	for (unsigned int number = 0; number < 3; number++) {
		char path[32];

		snprintf(path, sizeof(path), "/dev/maps%u", number);
		tap_ok(stat(path, &node) == 0 && major(node.st_rdev) == 42 && minor(node.st_rdev) == number,
		       "%s is device 42:%u", path, number);
	}
	fd = driver_open(O_RDONLY);
	tap_equal(lseek(fd, 0, SEEK_END), (long long)(5 * page_size()), "it has 5 pages");
	pread(fd, &word, sizeof(word), 0);
	tap_equal((long long)word, 0, "stamp=0 leaves pages zeroed");
	close(fd);
	tap_equal(driver_unload(), 0, "unloads");

	tap_equal(driver_load("devices=0"), 0, "it loads without a device");
	tap_ok(access("/dev/maps0", F_OK) != 0 && access("/dev/maps-control", F_OK) == 0,
	       "there is nothing but /dev/maps-control");
	tap_equal(driver_unload(), 0, "unloads");
	tap_ok(access("/dev/maps-control", F_OK) != 0, "/dev/maps-control is gone");

	tap_equal(driver_load("devices=256 pages=1"), 0, "256 devices load");
	tap_ok(access("/dev/maps255", F_OK) == 0, "/dev/maps255 is there");
	tap_equal(driver_unload(), 0, "unloads");

	tap_equal(driver_load("stamp=0x01020304 backing=contig mapper=auto"), 0, "a stamp of one's own loads");
	fd = driver_open(O_RDONLY);
	pread(fd, &word, 4, 0);
	tap_equal((uint32_t)word, 0x01020304, "pages begin with it");
	close(fd);
	driver_unload();
}

/* Memory that was in use before must not show: all but the stamp is zero. */
static void check_zeroed(const struct config *config)
{
	size_t size = config->pages * page_size();
	int fd = driver_open(O_RDWR);
	unsigned char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	size_t dirty = 0;

	for (size_t at = 0; at < size; at++)
		dirty += at % page_size() >= 4 && memory[at] != 0;
	tap_equal((long long)dirty, 0, "%s: all bytes behind the stamp are zero", config_name(config));
	memset(memory, 0xa5, size);	/* for the next one to find */
	munmap(memory, size);
	close(fd);
}

static void check_in_use(void)
{
	void *memory;
	int fd;

	driver_load("");
	fd = driver_open(O_RDONLY);
	tap_equal(driver_unload(), -EWOULDBLOCK, "unload is refused while a file is open");
	memory = mmap(NULL, page_size(), PROT_READ, MAP_SHARED, fd, 0);
	close(fd);
	tap_equal(driver_unload(), -EWOULDBLOCK, "unload is refused while a mapping lives, its file closed");
	tap_equal((long long)stamped_pages(memory, 1), 1, "and the mapping goes on");
	munmap(memory, page_size());
	tap_equal(driver_unload(), 0, "after that it unloads");
}

/*
 * Of a file of shmem, /proc/PID/map_files gives the inode to whoever opens it with O_PATH; it is
 * not of the driver, and stays when that goes.
 */
static void check_inode_that_stays(void)
{
	char name[64], *memory;
	uint32_t word = 0;
	int fd, inode;

	driver_load("backing=shmem");
	fd = driver_open(O_RDWR);
	memory = mmap(NULL, page_size(), PROT_READ, MAP_SHARED, fd, 0);
	snprintf(name, sizeof(name), "/proc/self/map_files/%lx-%lx", (unsigned long)memory,
		 (unsigned long)memory + page_size());
	inode = open(name, O_PATH | O_CLOEXEC);
	tap_ok(inode >= 0, "the inode of a mapping of shmem can be held");
	munmap(memory, page_size());
	close(fd);
	tap_equal(driver_unload(), 0, "the driver is unloaded nevertheless");
	snprintf(name, sizeof(name), "/proc/self/fd/%d", inode);
	fd = open(name, O_RDONLY | O_CLOEXEC);
	tap_ok(fd >= 0 && pread(fd, &word, sizeof(word), 0) == sizeof(word) && word == STAMP,
	       "and the inode can be opened and read then, by shmem's own operations");
	close(fd);
	close(inode);
}

/*
 * Each load takes 32 MiB, and all of them together more than the machine has: if
 * they were lost, the loads would soon fail. If a single one were, 32 MiB of free
 * memory would be gone for good, which is more than anything else here takes.
 */
static void check_fifty_times(void)
{
	unsigned int done = 0;
	long long before = 0;

	for (unsigned int i = 0; i < 51; i++) {
		if (driver_load("devices=4 pages=2048") == 0 && driver_unload() == 0)
			done++;
		if (i == 0)	/* the first one warms the caches of the kernel up */
			before = free_kilobytes();
	}
	tap_equal(done, 51, "loads and unloads fifty times and one");

	tap_ok(memory_is_back(before, 32 * 1024), "and no load's memory is lost");
}

int main(void)
{
	/* The first module from outside the tree makes the kernel speak of that. */
	driver_load("");
	driver_unload();

	check_bad_parameters();
	check_default();
	check_good_parameters();
	driver_with_each(check_zeroed);
	check_in_use();
	check_inode_that_stays();
	check_fifty_times();
	return tap_done();
}
