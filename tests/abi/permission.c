// SPDX-License-Identifier: BSD-2-Clause
/* What may not be written or executed stays so, whatever a program tries. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "driver.h"
#include "tap.h"

#define SIZE (PAGES * page_size())

static int mmap_error(int fd, int protection, int flags)
{
	void *memory = mmap(NULL, SIZE, protection, flags, fd, 0);

	if (memory == MAP_FAILED)
		return errno;
	munmap(memory, SIZE);
	return 0;
}

static int mprotect_error(void *memory, size_t size, int protection)
{
	return mprotect(memory, size, protection) ? errno : 0;
}

static void check_read_only_descriptor(const struct config *config)
{
	int fd = driver_open(O_RDONLY);
	char *memory;

	tap_equal(mmap_error(fd, PROT_READ | PROT_WRITE, MAP_SHARED), EACCES,
		  "%s: a read-only descriptor gives no writable shared mapping", config_name(config));
	memory = mmap(NULL, SIZE, PROT_READ, MAP_SHARED, fd, 0);
	tap_ok(memory != MAP_FAILED, "it gives a shared mapping to read");
	tap_equal((long long)stamped_pages(memory, PAGES), PAGES, "which shows the area");
	tap_equal(mprotect_error(memory, SIZE, PROT_READ | PROT_WRITE), EACCES, "mprotect cannot make it writable");
	tap_equal(signal_of_write(memory), SIGSEGV, "a write to it is SIGSEGV");
	munmap(memory, SIZE);
	close(fd);

	fd = driver_open(O_WRONLY);
	tap_equal(mmap_error(fd, PROT_WRITE, MAP_SHARED), EACCES, "a write-only descriptor gives no mapping");
	close(fd);
}

static void check_exec(void)
{
	int fd = driver_open(O_RDWR);
	char *memory;

	tap_equal(mmap_error(fd, PROT_READ | PROT_EXEC, MAP_SHARED), EPERM, "PROT_EXEC is refused, shared");
	tap_ok(mmap_error(fd, PROT_READ | PROT_EXEC, MAP_PRIVATE) != 0, "PROT_EXEC is refused, private");
	memory = mmap(NULL, SIZE, PROT_READ, MAP_SHARED, fd, 0);
	tap_equal(mprotect_error(memory, SIZE, PROT_READ | PROT_EXEC), EACCES, "mprotect cannot make it executable");
	munmap(memory, SIZE);
	close(fd);
}

static void check_shared_up_and_down(void)
{
	int fd = driver_open(O_RDWR);
	char *memory = mmap(NULL, SIZE, PROT_NONE, MAP_SHARED, fd, 0);

	tap_equal(signal_of_read(memory), SIGSEGV, "PROT_NONE cannot be read");
	tap_equal(mprotect_error(memory, SIZE, PROT_READ), 0, "mprotect makes it readable");
	tap_equal((long long)stamped_pages(memory, PAGES), PAGES, "and it shows the area");
	tap_equal(signal_of_write(memory), SIGSEGV, "a write is SIGSEGV still");
	tap_equal(mprotect_error(memory, SIZE, PROT_READ | PROT_WRITE), 0, "mprotect makes it writable");
	tap_equal(signal_of_write(memory), 0, "and it can be written");
	tap_equal(mprotect_error(memory + 4 * page_size(), page_size(), PROT_READ), 0,
		  "mprotect takes that back for one page in the middle");
	tap_equal(signal_of_write(memory + 4 * page_size()), SIGSEGV, "which cannot be written any more");
	tap_equal(signal_of_write(memory + 5 * page_size()), 0, "the next one still can");
	tap_equal(driver_number("mapped_bytes"), (long long)SIZE, "the account has the same size as before the split");
	tap_equal(mprotect_error(memory, SIZE, PROT_READ | PROT_WRITE), 0, "and all of it is made writable again");
	tap_equal(driver_number("mapped_bytes"), (long long)SIZE, "the account still has the same size");
	munmap(memory, SIZE);
	close(fd);
}

static void check_private_up(const struct config *config)
{
	int fd = driver_open(O_RDONLY);
	char *memory = mmap(NULL, SIZE, PROT_READ, MAP_PRIVATE, fd, 0);
	bool readonly = strcmp(config->private, "readonly") == 0;

	if (memory == MAP_FAILED) {
		tap_equal(errno, config_private_error(config, PAGES, PROT_READ),
			  "%s: a private mapping is refused as it should", config_name(config));
		close(fd);
		return;
	}
	tap_equal((long long)stamped_pages(memory, PAGES), PAGES, "%s: a private mapping shows the area",
		  config_name(config));
	tap_equal(mprotect_error(memory, SIZE, PROT_READ | PROT_WRITE), readonly ? EACCES : 0,
		  "mprotect %s make it writable", readonly ? "cannot" : "can");
	tap_equal(signal_of_write(memory), readonly ? SIGSEGV : 0, "a write to it %s",
		  readonly ? "is SIGSEGV" : "makes a copy, though the descriptor is read-only");
	munmap(memory, SIZE);
	memory = mmap(NULL, page_size(), PROT_READ, MAP_SHARED, fd, 0);
	tap_equal((long long)stamped_pages(memory, 1), 1, "the area did not change");
	munmap(memory, page_size());
	close(fd);
}

static void check_config(const struct config *config)
{
	check_read_only_descriptor(config);
	check_exec();
	check_shared_up_and_down();
	check_private_up(config);
}

int main(void)
{
	driver_with_each(check_config);
	return tap_done();
}
