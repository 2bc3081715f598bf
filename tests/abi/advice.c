// SPDX-License-Identifier: BSD-2-Clause
/* madvise with every advice, mlock, msync, populate, and what smaps counts. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "driver.h"
#include "tap.h"

#ifndef MADV_POPULATE_READ
#define MADV_POPULATE_READ	22	/* since 5.14 */
#define MADV_POPULATE_WRITE	23
#endif
#ifndef MADV_DONTNEED_LOCKED
#define MADV_DONTNEED_LOCKED	24	/* since 5.18 */
#endif
#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL	102	/* since 6.13 */
#endif
#define ADVICE_KNOWN	25	/* the highest number that is looked at one by one */

#define SIZE (PAGES * page_size())

static int fd;

static char *map(int flags)
{
	char *memory = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, flags, fd, 0);

	if (memory == MAP_FAILED)
		tap_bail("mmap: %s", strerror(errno));
	return memory;
}

/*
 * Whatever the advice, and whether the kernel takes it or not, the mapping shows
 * the area afterwards; but where pages were dropped and nothing brings them back.
 */
static void check_every_advice(const struct config *config)
{
	for (int advice = 0; advice <= 111; advice++) {
		char *memory = map(MAP_SHARED);
		int error, expected = 0;

		if (advice == MADV_HWPOISON) {
			tap_skip("it would take the memory away from the machine for good",
				 "%s: madvise %d", config_name(config), advice);
			munmap(memory, SIZE);
			continue;
		}
		stamped_pages(memory, PAGES);
		error = madvise(memory, SIZE, advice) ? errno : 0;
		if (advice == MADV_GUARD_INSTALL && !error)
			expected = SIGSEGV;
		if (advice <= ADVICE_KNOWN || !error)
			tap_equal(signal_of_read(memory + 3 * page_size()), expected,
				  "%s: madvise %d gives %s; a read after it is %s", config_name(config), advice,
				  error ? strerrorname_np(error) : "0", expected ? "a signal" : "good");
		if (advice == MADV_REMOVE)
			tap_ok(error != 0, "%s: nobody can take memory out of the area", config_name(config));
		if (!expected)
			tap_equal((long long)stamped_pages(memory, PAGES), PAGES,
				  "%s: madvise %d leaves the area shown", config_name(config), advice);
		munmap(memory, SIZE);
	}
}

static void check_dontneed(const struct config *config)
{
	char *memory = map(MAP_SHARED);

	set_word_at(memory, 2, 0x0202);
	if (!config_has_pages(config)) {
		tap_ok(madvise(memory, SIZE, MADV_DONTNEED) < 0 && errno == EINVAL,
		       "%s: MADV_DONTNEED is EINVAL: there are no pages to drop", config_name(config));
		tap_equal(word_at(memory, 2), 0x0202, "and the mapping is as before");
	} else {
		tap_equal(madvise(memory, SIZE, MADV_DONTNEED), 0, "%s: MADV_DONTNEED succeeds", config_name(config));
		tap_equal(smaps_kilobytes(memory, "Rss"), 0, "and drops all pages");
		tap_equal(word_at(memory, 2), 0x0202, "the fault handler brings them back, with what was written");
	}
	munmap(memory, SIZE);
	memory = map(MAP_SHARED);
	set_word_at(memory, 2, STAMP);
	munmap(memory, SIZE);
}

/* A private copy that is dropped gives way to the area's own page. */
static void check_dontneed_private(const struct config *config)
{
	char *memory;

	if (!config_has_pages(config) || config_private_error(config, PAGES, PROT_WRITE))
		return;
	memory = map(MAP_PRIVATE);
	set_word_at(memory, 2, 0x0202);
	tap_equal(madvise(memory, SIZE, MADV_DONTNEED), 0, "%s: MADV_DONTNEED of private copies", config_name(config));
	tap_equal(word_at(memory, 2), STAMP, "the area's page is shown again");
	set_word_at(memory, 2, 0x0303);
	tap_equal(word_at(memory, 2), 0x0303, "and can be copied again");
	munmap(memory, SIZE);
}

static void check_populate(const struct config *config)
{
	static const int advices[] = { MADV_POPULATE_READ, MADV_POPULATE_WRITE };
	char *memory;

	for (size_t i = 0; i < 2; i++) {
		int error;

		memory = map(MAP_SHARED);
		error = madvise(memory, SIZE, advices[i]) ? errno : 0;
		if (config_has_pages(config) && error == EINVAL && smaps_kilobytes(memory, "THPeligible") >= 0 &&
		    madvise(NULL, 0, advices[i]) != 0)
			tap_skip("this kernel is older than 5.14, which brought it", "%s: madvise %d populates",
				 config_name(config), advices[i]);
		else
			tap_equal(error, config_has_pages(config) ? 0 : EINVAL, "%s: madvise %d %s", config_name(config),
				  advices[i], config_has_pages(config) ? "populates" : "is EINVAL");
		munmap(memory, SIZE);
	}
	memory = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd, 0);
	tap_ok(memory != MAP_FAILED, "%s: MAP_POPULATE maps", config_name(config));
	tap_equal(smaps_kilobytes(memory, "Rss"), config_has_pages(config) ? (long)(SIZE / 1024) : 0,
		  "smaps counts %s of its pages", config_has_pages(config) ? "all" : "none");
	munmap(memory, SIZE);
}

static void check_lock_and_sync(const struct config *config)
{
	char *memory = map(MAP_SHARED);

	tap_equal(mlock(memory, SIZE), 0, "%s: mlock succeeds", config_name(config));
	tap_equal(smaps_kilobytes(memory, "Locked"), config_is_file(config) ? (long)(SIZE / 1024) : 0,
		  config_is_file(config) ? "and locks all" : "and locks nothing: kernel memory is never swapped");
	tap_equal((long long)stamped_pages(memory, PAGES), PAGES, "the area is shown");
	tap_equal(munlock(memory, SIZE), 0, "munlock succeeds");
	munmap(memory, SIZE);

	memory = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_LOCKED, fd, 0);
	tap_ok(memory != MAP_FAILED, "MAP_LOCKED maps");
	tap_equal((long long)stamped_pages(memory, PAGES), PAGES, "and shows the area");
	set_word_at(memory, 1, STAMP);
	tap_ok(msync(memory, SIZE, MS_ASYNC) == 0, "msync MS_ASYNC has nothing to do");
	tap_ok(msync(memory, SIZE, MS_SYNC) == 0, "nor has msync MS_SYNC");
	set_word_at(memory, 2, 1);
	munlock(memory, SIZE);	/* or it is EBUSY */
	tap_ok(msync(memory + 2 * page_size(), page_size(), MS_SYNC | MS_INVALIDATE) == 0 && word_at(memory, 2) == 1,
	       "MS_INVALIDATE takes nothing away");
	set_word_at(memory, 2, STAMP);
	munmap(memory, SIZE);
}

static void check_config(const struct config *config)
{
	fd = driver_open(O_RDWR);
	check_dontneed(config);
	check_dontneed_private(config);
	check_populate(config);
	check_lock_and_sync(config);
	check_every_advice(config);
	close(fd);
}

int main(void)
{
	driver_with_each(check_config);
	return tap_done();
}
