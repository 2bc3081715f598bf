// SPDX-License-Identifier: BSD-2-Clause
/*
 * Every backing, mapper and private policy: shared and private, read and write,
 * the whole area, parts of it, and what is beyond it.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "driver.h"
#include "tap.h"

/* The page behind the last one that a file's offset could reach. */
#define LAST_OF_ANY	~0UL

static const struct range {
	const char *name;
	unsigned long first;	/* page of the area, or LAST_OF_ANY */
	unsigned long pages;
	int error;		/* of mmap, where the range itself is wrong */
} ranges[] = {
	{ "the whole area", 0, PAGES, 0 },
	{ "a part at the beginning", 0, 5, 0 },
	{ "a part in the middle", 3, 7, 0 },
	{ "the part from an offset to the end", 9, PAGES - 9, 0 },
	{ "one page", 6, 1, 0 },
	{ "the last page", PAGES - 1, 1, 0 },
	{ "one page more than there is", 0, PAGES + 1, EINVAL },
	{ "a part that begins inside and ends beyond", PAGES - 2, 3, EINVAL },
	{ "the page behind the last one", PAGES, 1, EINVAL },
	{ "a page far beyond", 1UL << 40, 1, EINVAL },
	/* Here the sum of offset and length overflows: the kernel's own answer. */
	{ "a part that wraps around", LAST_OF_ANY, PAGES, EOVERFLOW },
};

static void check_words(const struct config *config, const struct range *range, void *memory, bool shared,
			bool writable, int fd)
{
	uint32_t in_area;

	tap_equal((long long)stamped_pages(memory, range->pages), (long long)range->pages,
		  "%s: %s, %s: every page begins with the stamp", config_name(config), range->name,
		  shared ? "shared" : "private");
	if (!writable)
		return;

	/* Which page is which: a mark through the mapping is found by pread(). */
	set_word_at(memory, range->pages - 1, 0x5eed);
	pread(fd, &in_area, sizeof(in_area), (off_t)((range->first + range->pages - 1) * page_size()));
	tap_equal(in_area, shared ? 0x5eed : STAMP, "%s: %s: what is written to its last page %s", config_name(config),
		  range->name, shared ? "is in that page of the area" : "stays private");
	in_area = STAMP;
	pwrite(fd, &in_area, sizeof(in_area), (off_t)((range->first + range->pages - 1) * page_size()));
}

static void check_range(const struct config *config, const struct range *range, bool shared, bool writable)
{
	int protection = PROT_READ | (writable ? PROT_WRITE : 0);
	int expected = range->error;
	long long before = driver_number("mappings");
	int fd = driver_open(O_RDWR);
	off64_t offset = range->first == LAST_OF_ANY ? -(off64_t)page_size()
						     : (off64_t)(range->first * page_size());
	void *memory;

	if (!expected && !shared)
		expected = config_private_error(config, range->pages, protection);
	memory = mmap64(NULL, range->pages * page_size(), protection, shared ? MAP_SHARED : MAP_PRIVATE, fd,
			offset);
	tap_equal(memory == MAP_FAILED ? errno : 0, expected, "%s: mmap of %s, %s, to %s %s", config_name(config),
		  range->name, shared ? "shared" : "private", writable ? "write" : "read",
		  expected ? strerrorname_np(expected) : "succeeds");
	if (memory != MAP_FAILED) {
		tap_ok(driver_number("mappings") == before + 1 &&
		       driver_number("mapped_bytes") == (long long)(range->pages * page_size()),
		       "%s: %s, %s: the account has it", config_name(config), range->name,
		       shared ? "shared" : "private");
		check_words(config, range, memory, shared, writable, fd);
		munmap(memory, range->pages * page_size());
	}
	tap_equal(driver_number("mappings"), before, "%s: %s, %s: the account is as before", config_name(config),
		  range->name, shared ? "shared" : "private");
	close(fd);
}

static void check_config(const struct config *config)
{
	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
		for (int way = 0; way < 4; way++)
			check_range(config, &ranges[i], way & 1, way & 2);
}

int main(void)
{
	driver_with_each(check_config);
	return tap_done();
}
