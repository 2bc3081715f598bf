// SPDX-License-Identifier: BSD-2-Clause
/*
 * An area of more than 4 GiB, used by a program whose pointers may have 32 bits: what is
 * beyond 4 GiB can be read, written, sought and mapped by offsets of 64 bits, and nothing
 * of it is taken for what is 4 GiB before. See large.bats.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/maps.h>

#include "tests/abi/driver.h"
#include "tap.h"

#define FAR	((off64_t)1 << 32)
#define LOW	0x10000000U	/* marks of the pages at the beginning, and ... */
#define HIGH	0x20000000U	/* ... of those beyond 4 GiB */

static size_t window;		/* as much as is mapped: two huge pages */
static unsigned long pages;	/* in it */

static off64_t at(off64_t base, unsigned long page)
{
	return base + (off64_t)page * (off64_t)page_size();
}

static void mark(int fd, off64_t base, uint32_t marks)
{
	for (unsigned long page = 0; page < pages; page++) {
		uint32_t word = marks + (uint32_t)page;

		if (pwrite64(fd, &word, sizeof(word), at(base, page)) != sizeof(word))
			tap_bail("a write to page %lu: %s", page, strerror(errno));
	}
}

static uint32_t word_of(int fd, off64_t position)
{
	uint32_t word = 0;

	return pread64(fd, &word, sizeof(word), position) == sizeof(word) ? word : 0;
}

/* How many pages of a mapping have the marks that begin with @marks. */
static unsigned long marked(const void *memory, uint32_t marks)
{
	unsigned long count = 0;

	for (unsigned long page = 0; page < pages; page++)
		count += word_at(memory, page) == marks + page;
	return count;
}

static void check_file(int fd, off64_t size)
{
	struct maps_area_info info = { .size = sizeof(info) };
	uint32_t word = 0;

	mark(fd, 0, LOW);
	mark(fd, FAR, HIGH);
	tap_equal(word_of(fd, at(0, 3)), LOW + 3, "what was written beyond 4 GiB is not at the beginning");
	tap_equal(word_of(fd, at(FAR, 3)), HIGH + 3, "but where it was written");
	tap_equal(lseek64(fd, 0, SEEK_END), size, "a seek tells the whole size");
	tap_equal(lseek64(fd, at(FAR, 5), SEEK_SET), at(FAR, 5), "and goes beyond 4 GiB");
	tap_ok(read(fd, &word, sizeof(word)) == sizeof(word) && word == HIGH + 5, "where a read has what is there");
	tap_equal(pread64(fd, &word, 1, size), 0, "at the end, there is nothing more");
	tap_ok(ioctl(fd, MAPS_IOC_INFO, &info) == 0 && info.bytes == (uint64_t)size, "the ioctl tells the whole size");
}

static void check_map(int fd, const struct config *config)
{
	char *memory = mmap64(NULL, window, PROT_READ | PROT_WRITE, MAP_SHARED, fd, FAR);
	bool is_huge = strcmp(config->mapper, "huge") == 0;

	if (!tap_ok(memory != MAP_FAILED, "%s: what is beyond 4 GiB is mapped", config_name(config)))
		return;
	tap_equal((long long)marked(memory, HIGH), (long long)pages, "each page is the right one");
	tap_equal(smaps_kilobytes(memory, "FilePmdMapped"), is_huge ? (long)(window / 1024) : 0, "by %s entries",
		  is_huge ? "huge" : "small");
	set_word_at(memory, 7, 0x7777);
	tap_equal(word_of(fd, at(FAR, 7)), 0x7777, "what is written there is in the area");
	tap_equal(word_of(fd, at(0, 7)), LOW + 7, "and not at its beginning");
	set_word_at(memory, 7, HIGH + 7);
	munmap(memory, window);

	memory = mmap64(NULL, 4 * page_size(), PROT_READ, MAP_SHARED, fd, at(FAR, 0) - 2 * (off64_t)page_size());
	tap_ok(memory != MAP_FAILED && word_at(memory, 0) == STAMP && word_at(memory, 1) == STAMP &&
	       word_at(memory, 2) == HIGH && word_at(memory, 3) == HIGH + 1, "a mapping can lie on both sides of 4 GiB");
	munmap(memory, 4 * page_size());

	memory = mmap64(NULL, window, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, FAR);
	if (config_private_error(config, pages, PROT_WRITE)) {
		tap_ok(memory == MAP_FAILED, "a private mapping is refused, there as everywhere");
		return;
	}
	set_word_at(memory, 9, 0x9999);
	tap_equal((long long)marked(memory, HIGH), (long long)pages - 1, "a private mapping shows it, but for what it writes");
	tap_equal(word_of(fd, at(FAR, 9)), HIGH + 9, "which the area does not get");
	munmap(memory, window);
}

static void check_refused(int fd, off64_t size)
{
	struct maps_refusal refusal = { .size = sizeof(refusal) };

	tap_ok(mmap64(NULL, 2 * page_size(), PROT_READ, MAP_SHARED, fd, size - (off64_t)page_size()) == MAP_FAILED &&
	       errno == EINVAL, "a mapping that reaches beyond the end is refused");
	tap_ok(ioctl(fd, MAPS_IOC_REFUSAL, &refusal) == 0 && refusal.reason == MAPS_REASON_BEYOND_END &&
	       refusal.offset == (uint64_t)size - page_size() && refusal.page == (uint64_t)size / page_size(),
	       "and the descriptor knows where the end is");
}

static void check_revoke(int fd)
{
	char *memory = mmap64(NULL, window, PROT_READ | PROT_WRITE, MAP_SHARED, fd, FAR);

	tap_equal(signal_of_read(memory + window - 1), 0, "it can be read");
	tap_equal(driver_revoke(), 0, "it is revoked");
	tap_equal(signal_of_read(memory), SIGBUS, "and it is gone");
	munmap(memory, window);
}

int main(void)
{
	static const struct config kinds[] = {
		{ "huge", "huge", "copy", 0 },
		{ "huge", "remap", "copy", 0 },
		{ "vmalloc", "range", "copy", 0 },
		{ "vmalloc", "insert", "copy", 0 },
		{ "vmalloc", "fault", "copy", 0 },
		{ "shmem", "shmem", "copy", 0 },
	};
	off64_t size;

	tap_note("pointers of %zu bits", 8 * sizeof(void *));
	window = 2 * huge_size();
	pages = window / page_size();
	size = FAR + (off64_t)window + 3 * (off64_t)page_size();
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		char parameters[160];
		int fd;

		snprintf(parameters, sizeof(parameters), "backing=%s mapper=%s pages=%llu max_bytes=%llu", kinds[i].backing,
			 kinds[i].mapper, (unsigned long long)size / page_size(), (unsigned long long)size);
		if (driver_load(parameters))
			tap_bail("maps.ko %s: %s", parameters, driver_complaint());
		tap_note("%s", parameters);
		fd = driver_open(O_RDWR);
		check_file(fd, size);
		check_map(fd, &kinds[i]);
		check_refused(fd, size);
		check_revoke(fd);
		close(fd);
		tap_equal(driver_unload(), 0, "unloads");
	}
	return tap_done();
}
