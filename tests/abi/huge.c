// SPDX-License-Identifier: BSD-2-Clause
/*
 * Huge entries: shared and private mappings get them, whatever the system's policy
 * for transparent huge pages, and everything works as with small ones.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "driver.h"
#include "tap.h"

#define POLICY	"/sys/kernel/mm/transparent_hugepage/enabled"
#define DISK	"/dev/ram0"

static size_t huge;		/* the size of a huge entry */
static unsigned long pages;	/* of the area: two huge ones and a half, and three */

static void set_policy(const char *policy)
{
	int fd = open(POLICY, O_WRONLY | O_CLOEXEC);

	if (write(fd, policy, strlen(policy)) < 0)
		tap_bail("%s: %s", POLICY, strerror(errno));
	close(fd);
}

static char *map(int fd, int flags, unsigned long first, unsigned long count)
{
	char *memory = mmap(NULL, count * page_size(), PROT_READ | PROT_WRITE, flags, fd,
			    (off_t)(first * page_size()));

	if (memory == MAP_FAILED)
		tap_bail("mmap: %s", strerror(errno));
	return memory;
}

static void check_huge_kilobytes(const void *memory, size_t expected, const char *what)
{
	tap_equal(smaps_kilobytes(memory, "FilePmdMapped"), (long)(expected / 1024), "%s", what);
}

static void check_pieces(void)
{
	unsigned long size = 0, count = 0;
	FILE *file = fopen("/sys/class/maps/maps0/pieces", "re");

	if (!file || fscanf(file, "%lu %lu", &size, &count) != 2)
		tap_bail("/sys/class/maps/maps0/pieces: not readable");
	fclose(file);
	tap_ok(size == huge / page_size() && count == 2, "sysfs tells of two huge pieces");
}

static void check_shared(int fd)
{
	char *memory = map(fd, MAP_SHARED, 0, pages);

	tap_equal((long long)((uintptr_t)memory % huge), 0, "the driver chooses an aligned address");
	tap_equal((long long)stamped_pages(memory, pages), (long long)pages, "every page begins with the stamp, the tail too");
	check_huge_kilobytes(memory, 2 * huge, "a shared mapping that is read has huge entries");
	munmap(memory, pages * page_size());

	memory = map(fd, MAP_SHARED, 0, pages);
	for (unsigned long page = 0; page < pages; page++)
		set_word_at(memory, page, STAMP);
	check_huge_kilobytes(memory, 2 * huge, "one that is written, too");
	munmap(memory, pages * page_size());

	memory = map(fd, MAP_SHARED, 3, pages - 3);
	tap_equal((long long)stamped_pages(memory, pages - 3), (long long)pages - 3, "a mapping from the fourth page shows the area");
	check_huge_kilobytes(memory, huge, "and has the one huge entry that lies wholly in it");
	munmap(memory, (pages - 3) * page_size());
}

static void check_private(int fd)
{
	char *memory = map(fd, MAP_PRIVATE, 0, pages), *shared = map(fd, MAP_SHARED, 0, pages);

	stamped_pages(memory, pages);
	check_huge_kilobytes(memory, 2 * huge, "a private mapping that is read has huge entries");
	set_word_at(memory, 5, 0x0505);
	tap_equal(smaps_kilobytes(memory, "Anonymous"), (long)(page_size() / 1024), "a write copies one small page");
	tap_equal((long long)stamped_pages(memory, pages), (long long)pages - 1, "all others are as they were");
	check_huge_kilobytes(memory, huge, "the entry it was in is split, the other is huge still");
	tap_equal((long long)stamped_pages(shared, pages), (long long)pages, "the area did not change");
	set_word_at(shared, 6, 0x0606);
	tap_equal(word_at(memory, 6), 0x0606, "a page beside the copy follows the area");
	set_word_at(shared, 6, STAMP);
	munmap(memory, pages * page_size());

	memory = map(fd, MAP_PRIVATE, 0, pages);
	set_word_at(memory, 7, 0x0707);
	tap_equal(smaps_kilobytes(memory, "Anonymous"), (long)(page_size() / 1024), "a write to an untouched mapping copies one page, too");
	tap_equal(word_at(shared, 7), STAMP, "which the area does not get");
	munmap(memory, pages * page_size());
	munmap(shared, pages * page_size());
}

static void check_vma(int fd)
{
	char *memory = map(fd, MAP_SHARED, 0, pages), *room, *moved;
	size_t size = pages * page_size();
	int status = -1;
	pid_t child;

	stamped_pages(memory, pages);
	child = fork();
	if (child == 0) {
		set_word_at(memory, 9, 0x0909);
		_exit(stamped_pages(memory, pages) != pages - 1);
	}
	waitpid(child, &status, 0);
	tap_equal(status, 0, "a child shares it");
	tap_equal(word_at(memory, 9), 0x0909, "and what it writes is seen");
	set_word_at(memory, 9, STAMP);

	mprotect(memory + huge / 2, page_size(), PROT_READ);
	tap_equal(signal_of_write(memory + huge / 2), SIGSEGV, "mprotect takes the right to write from one small page");
	tap_equal(signal_of_write(memory + huge / 2 + page_size()), 0, "and leaves it to the next one");
	munmap(memory + huge + 4 * page_size(), page_size());
	tap_equal(driver_number("mapped_bytes"), (long long)(size - page_size()), "a small page is unmapped out of a huge one");
	tap_equal((long long)stamped_pages(memory + huge + 5 * page_size(), 9), 9, "what is behind it shows the area");
	munmap(memory, size);

	memory = map(fd, MAP_SHARED, 0, pages);
	stamped_pages(memory, pages);
	room = mmap(NULL, size + 2 * huge, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	moved = mremap(memory, size, size, MREMAP_MAYMOVE | MREMAP_FIXED, room + page_size());
	tap_ok(moved == room + page_size(), "mremap moves it to an address that is not aligned");
	tap_equal((long long)stamped_pages(moved, pages), (long long)pages, "where it shows the area");
	tap_equal(madvise(moved, size, MADV_DONTNEED), 0, "MADV_DONTNEED");
	tap_equal((long long)stamped_pages(moved, pages), (long long)pages, "and it is brought back");
	munmap(room, size + 2 * huge);
	tap_equal(driver_number("mappings"), 0, "nothing is mapped afterwards");
}

/* Take all of the address space; of memory that is never used, and costs nothing. */
static void use_up_addresses(void)
{
	for (size_t size = (size_t)1 << 46; size >= page_size(); size /= 2)
		while (mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0) != MAP_FAILED)
			;
}

/* In a child, of whose address space all is taken but a hole of the area's size that is not aligned. */
static int map_into_hole(int fd)
{
	size_t size = pages * page_size(), around = size + 2 * huge;
	uintptr_t room = (uintptr_t)mmap(NULL, around, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	char *hole = (char *)(room + huge - room % huge + page_size()), *memory;

	use_up_addresses();
	munmap(hole, size);
	memory = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);
	if (memory != hole)
		return 1;
	return stamped_pages(memory, pages) == pages ? 0 : 2;
}

static void check_no_room(int fd)
{
	int status = -1;
	pid_t child = fork();

	if (child == 0)
		_exit(map_into_hole(fd));
	waitpid(child, &status, 0);
	tap_equal(status, 0, "where addresses are left for the area, but none that are aligned, it is mapped there");
}

/* Who takes the pages themselves, and may keep them when the mapping is gone. */
static void check_pinned(int fd)
{
	char *memory = map(fd, MAP_SHARED, 0, pages), *copy = aligned_alloc(page_size(), page_size());
	struct iovec page = { memory + 3 * page_size(), page_size() };
	int disk = open(DISK, O_RDWR | O_DIRECT | O_CLOEXEC), ends[2];
	size_t part = 512 * 1024;

	tap_equal(pwrite(disk, memory + huge - part / 2, part, 0), (long long)part, "O_DIRECT writes it, across two huge pages");
	tap_equal(pread(disk, memory + huge - part / 2, part, 0), (long long)part, "O_DIRECT reads into it");
	tap_equal((long long)stamped_pages(memory, pages), (long long)pages, "and it is what it was");
	close(disk);

	set_word_at(memory, 3, 0x0303);
	if (pipe(ends) < 0)
		tap_bail("pipe: %s", strerror(errno));
	tap_equal(vmsplice(ends[1], &page, 1, 0), (long long)page_size(), "vmsplice takes a page");
	munmap(memory, pages * page_size());
	read(ends[0], copy, page_size());
	tap_equal(word_at(copy, 0), 0x0303, "which the pipe has still when the mapping is gone");
	pwrite(fd, &(uint32_t){ STAMP }, sizeof(uint32_t), (off_t)(3 * page_size()));
	close(ends[0]);
	close(ends[1]);
	free(copy);
}

/*
 * Memory that was part of a file is still marked with the offset that it had there, and the
 * kernel must not take that for one of the area. That of ramfs is of the kind that the
 * driver gets, too, which cannot be moved.
 */
static void use_memory_before(void)
{
	static const char *const place = "/tmp/before";
	char *zeros = calloc(1, huge);
	int fd;

	mkdir(place, 0700);
	if (mount("none", place, "ramfs", 0, NULL) < 0)
		tap_bail("ramfs: %s", strerror(errno));
	fd = open("/tmp/before/file", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	for (off_t at = 0; at < 128 << 20; at += (off_t)huge)
		if (pwrite(fd, zeros, huge, ((off_t)1 << 40) + at) != (ssize_t)huge)
			tap_bail("a file of ramfs: %s", strerror(errno));
	close(fd);
	umount(place);
	rmdir(place);
	free(zeros);
}

static void check_config(const struct config *config)
{
	static const char *const policies[] = { "always", "madvise", "never" };
	int fd = driver_open(O_RDWR);

	(void)config;
	check_pieces();
	for (size_t i = 0; i < sizeof(policies) / sizeof(policies[0]); i++) {
		tap_note("transparent huge pages: %s", policies[i]);
		set_policy(policies[i]);
		check_shared(fd);
		check_private(fd);
	}
	set_policy("always");
	check_vma(fd);
	check_no_room(fd);
	check_pinned(fd);
	close(fd);
}

/* Map some of the four huge pages that are marked with their number each. */
static char *map_marked(int fd, int flags, unsigned long first, unsigned long count)
{
	return map(fd, flags, first * (huge / page_size()), count * (huge / page_size()));
}

static uint32_t mark_at(const char *memory, unsigned long number)
{
	return word_at(memory + number * huge, 0);
}

/* A fault may bring the huge pages around it: each where it belongs, and only these. */
static void check_neighbours(void)
{
	unsigned long per_huge = huge / page_size();
	char parameters[64], *memory;
	int fd;

	snprintf(parameters, sizeof(parameters), "backing=huge pages=%lu", 4 * per_huge);
	driver_load(parameters);
	fd = driver_open(O_RDWR);
	for (uint32_t number = 0; number < 4; number++)
		pwrite(fd, &number, sizeof(number), (off_t)(number * huge));

	memory = map_marked(fd, MAP_SHARED, 1, 3);
	tap_equal(mark_at(memory, 1), 2, "a page of the middle is touched first, and is the right one");
	tap_ok(mark_at(memory, 0) == 1 && mark_at(memory, 2) == 3, "so are the huge pages around it");
	tap_equal(signal_of_write(memory + 2 * huge + page_size()), 0, "which can be written");
	munmap(memory, 3 * huge);

	memory = map_marked(fd, MAP_PRIVATE, 0, 4);
	set_word_at(memory, 2 * per_huge, 0x2222);
	tap_equal(mark_at(memory, 1), 1, "in a private mapping, one beside a copy is touched");
	tap_equal(mark_at(memory, 2), 0x2222, "and the copy is kept");
	set_word_at(memory, 3 * per_huge, 0x3333);
	tap_equal(smaps_kilobytes(memory, "Anonymous"), (long)(2 * page_size() / 1024), "a write to another one copies one small page");
	tap_equal(mark_at(memory, 3), 0x3333, "and is seen");
	munmap(memory, 4 * huge);
	memory = map_marked(fd, MAP_SHARED, 0, 4);
	tap_ok(mark_at(memory, 2) == 2 && mark_at(memory, 3) == 3, "the area has none of that");

	mprotect(memory + 2 * huge, huge, PROT_NONE);
	munmap(memory + huge, huge);
	tap_equal(mark_at(memory, 0), 0, "one beside a hole is touched");
	tap_equal(signal_of_read(memory + huge), SIGSEGV, "the hole is one still");
	tap_equal(signal_of_read(memory + 2 * huge), SIGSEGV, "and what must not be accessed cannot be");
	munmap(memory, 4 * huge);

	memory = map_marked(fd, MAP_SHARED, 0, 4);
	mprotect(memory, 4 * huge, PROT_READ);
	tap_equal(mark_at(memory, 3), 3, "a mapping that can only be read is touched");
	tap_equal(signal_of_write(memory), SIGSEGV, "the huge pages around that cannot be written, either");
	mprotect(memory, 4 * huge, PROT_READ | PROT_WRITE);
	tap_equal(signal_of_write(memory), 0, "until that is allowed");
	munmap(memory, 4 * huge);

	memory = map_marked(fd, MAP_SHARED, 0, 4);
	mark_at(memory, 0);
	tap_equal(driver_revoke(), 0, "the area is revoked when one is touched");
	for (unsigned long number = 0; number < 4; number++)
		tap_equal(signal_of_read(memory + number * huge), SIGBUS, "huge page %lu is gone", number);
	munmap(memory, 4 * huge);
	close(fd);
	tap_equal(driver_unload(), 0, "the driver can be unloaded");
}

/* A page that is pinned when the driver goes is freed by who pins it. */
static void check_pinned_at_unload(void)
{
	struct iovec page;
	int fd, ends[2];
	char *memory, copy[16];

	driver_load("backing=huge pages=2048");
	fd = driver_open(O_RDWR);
	memory = map(fd, MAP_SHARED, 0, 2048);
	page = (struct iovec){ memory + 1024 * page_size(), page_size() };
	if (pipe(ends) < 0 || vmsplice(ends[1], &page, 1, 0) < 0)
		tap_bail("vmsplice: %s", strerror(errno));
	munmap(memory, 2048 * page_size());
	close(fd);
	tap_equal(driver_unload(), 0, "unloads while a pipe holds one of its pages");
	tap_ok(read(ends[0], copy, sizeof(copy)) == sizeof(copy) && word_at(copy, 0) == STAMP, "which the pipe still has");
	close(ends[0]);
	close(ends[1]);
}

static void check_attribute(const struct config *config, const char *name, const char *expected)
{
	char path[64], value[16] = "";
	FILE *file;

	snprintf(path, sizeof(path), "/sys/class/maps/maps0/%s", name);
	file = fopen(path, "re");
	if (!file || fscanf(file, "%15s", value) != 1)
		tap_bail("%s: not readable", path);
	fclose(file);
	tap_ok(strcmp(value, expected) == 0, "auto: an area of %lu pages has the %s %s", config->pages, name, expected);
}

/* auto is huge from the size of a huge entry on, and vmalloc below; each with its best mapper. */
static void check_automatic(const struct config *config)
{
	bool is_huge = config->pages >= huge / page_size();

	check_attribute(config, "backing", is_huge ? "huge" : "vmalloc");
	check_attribute(config, "mapper", is_huge ? "huge" : "insert");
}

int main(void)
{
	struct config config = { "huge", "huge", "copy", 0 }, automatic = { "auto", "auto", "copy", 0 };

	huge = huge_size();
	pages = 5 * (huge / page_size()) / 2 + 3;
	config.pages = pages;
	automatic.pages = huge / page_size();
	use_memory_before();
	driver_with(&config, check_config);
	check_neighbours();
	check_pinned_at_unload();

	driver_with(&automatic, check_automatic);
	automatic.pages--;
	driver_with(&automatic, check_automatic);
	return tap_done();
}
