// SPDX-License-Identifier: BSD-2-Clause
/* Who sees what: two mappings, two processes, shared and private, and fork. */
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "driver.h"
#include "tap.h"

static void *map(int fd, int flags)
{
	void *memory = mmap(NULL, PAGES * page_size(), PROT_READ | PROT_WRITE, flags, fd, 0);

	return memory == MAP_FAILED ? NULL : memory;
}

/* Run @test in a child; the number it returns comes back. */
static int in_child(int (*test)(void *memory), void *memory)
{
	pid_t child = fork();
	int status = 0;

	if (child < 0)
		return -1;
	if (child == 0)
		_exit(test(memory));
	waitpid(child, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int child_marks_page_4(void *memory)
{
	if (word_at(memory, 3) != 0x33)
		return 1;
	set_word_at(memory, 4, 0x44);
	return 0;
}

static int child_maps_anew(void *unused)
{
	int fd = driver_open(O_RDWR);
	void *memory = map(fd, MAP_SHARED);

	(void)unused;
	if (word_at(memory, 4) != 0x44)
		return 1;
	set_word_at(memory, 5, 0x55);
	return 0;
}

static void check_shared(const struct config *config)
{
	int fd = driver_open(O_RDWR), other = driver_open(O_RDWR);
	void *one = map(fd, MAP_SHARED), *two = map(other, MAP_SHARED);
	uint32_t word;

	set_word_at(one, 3, 0x33);
	tap_equal(word_at(two, 3), 0x33, "%s: two shared mappings show the same memory", config_name(config));
	tap_equal(in_child(child_marks_page_4, one), 0, "a child sees it through the mapping it inherits");
	tap_equal(word_at(two, 4), 0x44, "and its parent sees what the child writes");
	tap_equal(in_child(child_maps_anew, NULL), 0, "a process with a mapping of its own sees it");
	tap_equal(word_at(one, 5), 0x55, "and what it writes is seen");
	pread(fd, &word, sizeof(word), (off_t)(5 * page_size()));
	tap_equal(word, 0x55, "and read() has it");
	for (unsigned long page = 3; page <= 5; page++)
		set_word_at(one, page, STAMP);
	munmap(one, PAGES * page_size());
	munmap(two, PAGES * page_size());
	close(fd);
	close(other);
}

static int child_writes_privately(void *memory)
{
	if (word_at(memory, 1) != 0x1111)
		return 1;
	set_word_at(memory, 1, 0x2222);
	set_word_at(memory, 2, 0x2222);
	return word_at(memory, 2) != 0x2222;
}

/* Private: a write is seen by nobody else; a page not yet written follows. */
static void check_private(const struct config *config)
{
	int fd = driver_open(O_RDWR);
	void *shared = map(fd, MAP_SHARED), *one, *two;

	if (config_private_error(config, PAGES, PROT_WRITE)) {
		tap_skip("private mappings of this size are refused, see ranges",
			 "%s: private mappings are isolated", config_name(config));
		munmap(shared, PAGES * page_size());
		close(fd);
		return;
	}
	one = map(fd, MAP_PRIVATE);
	two = map(fd, MAP_PRIVATE);
	set_word_at(one, 1, 0x1111);
	tap_equal(word_at(one, 1), 0x1111, "%s: a private mapping keeps what is written", config_name(config));
	tap_equal(word_at(shared, 1), STAMP, "the area does not get it");
	tap_equal(word_at(two, 1), STAMP, "another private mapping does not get it");
	set_word_at(shared, 1, 0x9999);
	tap_equal(word_at(one, 1), 0x1111, "a private copy does not follow the area");
	set_word_at(shared, 6, 0x6666);
	tap_equal(word_at(one, 6), 0x6666, "a page that was never written does follow it");
	tap_equal((long long)stamped_pages(one, PAGES), PAGES - 2, "all others are untouched");

	tap_equal(in_child(child_writes_privately, one), 0, "a child has the copies, and can write its own");
	tap_equal(word_at(one, 1), 0x1111, "its parent does not get the child's");
	tap_equal(word_at(one, 2), STAMP, "nor a copy that only the child made");
	tap_equal(word_at(shared, 2), STAMP, "nor does the area");
	munmap(one, PAGES * page_size());
	munmap(two, PAGES * page_size());
	munmap(shared, PAGES * page_size());
	close(fd);
}

static int child_has_the_copy(void *memory)
{
	return word_at(memory, 0) != 0x1111 || word_at(memory, 3) != STAMP;
}

/*
 * A limit of remap: kernels that keep track of memory types by pfn ask for that
 * of a forked VMA's first page, and find a private copy there. See
 * docs/mapping.md: fork() gives ENOMEM where track_pfn_copy() is such a function.
 */
static void check_fork_of_first_page(const struct config *config)
{
	int fd = driver_open(O_RDWR), result;
	void *memory;

	if (config_private_error(config, PAGES, PROT_WRITE)) {
		close(fd);
		return;
	}
	memory = map(fd, MAP_PRIVATE);
	set_word_at(memory, 0, 0x1111);
	errno = 0;
	result = in_child(child_has_the_copy, memory);
	tap_ok(result == 0 || (result == -1 && errno == ENOMEM && !config_has_pages(config)),
	       "%s: a child has the copy of the first page%s", config_name(config),
	       config_has_pages(config) ? "" : ", or fork() is ENOMEM");
	munmap(memory, PAGES * page_size());
	close(fd);
}

static void check_config(const struct config *config)
{
	check_shared(config);
	check_private(config);
	check_fork_of_first_page(config);
}

int main(void)
{
	driver_with_each(check_config);
	return tap_done();
}
