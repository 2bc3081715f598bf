// SPDX-License-Identifier: BSD-2-Clause
/*
 * References to pages are given back, whatever was done with a mapping: each page of
 * an area goes through everything that takes references, and when the driver is gone,
 * the memory is free again. One reference too many for each page, or each huge page,
 * and all of it would be lost; one too few, and the kernel would say "Bad page".
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "driver.h"
#include "tap.h"

#define DISK	"/dev/ram0"
#define MEBIBYTE	((size_t)1 << 20)
#define TOTAL	(16 * MEBIBYTE)	/* of all devices together, if one huge page is not more */
#define PART	MEBIBYTE	/* what is done at a time by one system call */

static const struct config kinds[] = {
	{ "vmalloc", "remap", "copy", 0 },
	{ "vmalloc", "range", "copy", 0 },
	{ "vmalloc", "insert", "copy", 0 },
	{ "vmalloc", "fault", "copy", 0 },
	{ "contig", "insert", "copy", 0 },
	{ "contig", "fault", "copy", 0 },
	{ "huge", "huge", "copy", 0 },
	{ "huge", "insert", "copy", 0 },
	{ "huge", "fault", "copy", 0 },
	{ "shmem", "shmem", "copy", 0 },
};

static size_t size;		/* of a device's area */
static unsigned long pages;
static char *buffer;		/* of PART bytes */
static unsigned int done;	/* what was done with all pages, and worked */

/* Whether @once works for each part of the mapping. */
static bool each_part(bool (*once)(char *part, void *what), char *memory, void *what)
{
	bool good = true;

	for (size_t at = 0; at < size; at += PART)
		good &= once(memory + at, what);
	return good;
}

static bool direct(char *part, void *disk)
{
	return pwrite(*(int *)disk, part, PART, 0) == (ssize_t)PART && pread(*(int *)disk, part, PART, 0) == (ssize_t)PART;
}

static bool splice_out(char *part, void *ends)
{
	const int *pipe = ends;

	for (size_t at = 0; at < PART; at += page_size()) {
		struct iovec page = { part + at, page_size() };

		if (vmsplice(pipe[1], &page, 1, 0) != (ssize_t)page_size() ||
		    read(pipe[0], buffer, page_size()) != (ssize_t)page_size())
			return false;
	}
	return true;
}

static bool as_another(char *part, void *pid)
{
	struct iovec local = { buffer, PART }, remote = { part, PART };

	return process_vm_readv(*(pid_t *)pid, &local, 1, &remote, 1, 0) == (ssize_t)PART &&
	       process_vm_writev(*(pid_t *)pid, &local, 1, &remote, 1, 0) == (ssize_t)PART;
}

static bool as_debugger(char *part, void *pid)
{
	for (size_t at = 0; at < PART; at += page_size()) {
		long word;

		errno = 0;
		word = ptrace(PTRACE_PEEKDATA, *(pid_t *)pid, part + at, NULL);
		if (errno || ptrace(PTRACE_POKEDATA, *(pid_t *)pid, part + at, word))
			return false;
	}
	return true;
}

/* A child with the mapping: another process and a debugger take its pages, and it ends. */
static void use_child(const struct config *config, char *memory)
{
	pid_t child = fork();

	if (child == 0) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		raise(SIGSTOP);
		_exit(stamped_pages(memory, pages) != pages);
	}
	waitpid(child, NULL, WUNTRACED);
	done += each_part(as_another, memory, &child) == config_has_pages(config);
	if (config_debugger_reads(config))
		done += each_part(as_debugger, memory, &child);
	else
		done++;
	ptrace(PTRACE_CONT, child, NULL, NULL);
	waitpid(child, NULL, 0);
}

static void use_pages(const struct config *config, char *memory)
{
	int disk = open(DISK, O_RDWR | O_DIRECT | O_CLOEXEC), ends[2];

	if (disk < 0 || pipe2(ends, O_CLOEXEC))
		tap_bail("%s, or a pipe: %s", DISK, strerror(errno));
	done += stamped_pages(memory, pages) == pages;
	done += each_part(direct, memory, &disk) == config_has_pages(config);
	done += each_part(splice_out, memory, ends) == config_has_pages(config);
	close(disk);
	close(ends[0]);
	close(ends[1]);
	use_child(config, memory);
}

static char *map(int fd, int flags)
{
	char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, flags, fd, 0);

	if (memory == MAP_FAILED)
		tap_bail("mmap: %s", strerror(errno));
	return memory;
}

static void use_shared(const struct config *config, int fd)
{
	char *memory = map(fd, MAP_SHARED), *room, *moved;

	use_pages(config, memory);
	room = mmap(NULL, size + page_size(), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	moved = mremap(memory, size, size, MREMAP_MAYMOVE | MREMAP_FIXED, room + page_size());
	done += moved == room + page_size() && stamped_pages(moved, pages) == pages;
	done += (madvise(moved, size, MADV_DONTNEED) == 0) == config_has_pages(config);
	done += stamped_pages(moved, pages) == pages;
	/* A hole in each half, and what is left is unmapped in parts. */
	munmap(moved + size / 4, page_size());
	munmap(moved + size / 2 + size / 4, page_size());
	munmap(room, size + page_size());
}

static void use_private(const struct config *config, int fd)
{
	char *memory;

	if (config_private_error(config, pages, PROT_WRITE)) {
		done += 9;	/* nothing can be done with it */
		return;
	}
	memory = map(fd, MAP_PRIVATE);
	use_pages(config, memory);
	madvise(memory, size, MADV_DONTNEED);
	done += stamped_pages(memory, pages) == pages;
	for (unsigned long page = 0; page < pages; page++)
		set_word_at(memory, page, 0x0101);
	use_child(config, memory);
	munmap(memory, size);
	memory = map(fd, MAP_PRIVATE);
	done += stamped_pages(memory, pages) == pages;
	munmap(memory, size);
}

/* Load as many areas as TOTAL has room for, use each page of each, and unload. */
static void use_all(const struct config *config, size_t of_each, unsigned int devices)
{
	char parameters[160];

	size = of_each;
	pages = size / page_size();
	done = 0;
	snprintf(parameters, sizeof(parameters), "backing=%s mapper=%s pages=%lu devices=%u", config->backing,
		 config->mapper, pages, devices);
	if (driver_load(parameters))
		tap_bail("maps.ko %s: %s", parameters, driver_complaint());
	for (unsigned int number = 0; number < devices; number++) {
		int fd = driver_open_number((int)number, O_RDWR);

		use_shared(config, fd);
		use_private(config, fd);
		close(fd);
	}
	tap_equal(done, 17 * devices, "%s: %u areas of %zu kB are used in every way", config_name(config), devices,
		  size / 1024);
	tap_equal(driver_unload(), 0, "it unloads");
}

static void check_config(const struct config *config)
{
	size_t of_each = strcmp(config->backing, "huge") == 0 && huge_size() > 4 * MEBIBYTE ? huge_size() : 4 * MEBIBYTE;
	size_t total = of_each > TOTAL ? of_each : TOTAL;
	long long before = free_kilobytes();

	use_all(config, of_each, (unsigned int)(total / of_each));
	tap_ok(memory_is_back(before, (long long)(total / 1024 / 2)), "and none of its memory is lost");
}

int main(void)
{
	buffer = aligned_alloc(page_size(), PART);
	/* What the kernel keeps after the first time, such as the pages of the disk. */
	use_all(&kinds[0], PART, 1);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		check_config(&kinds[i]);
	return tap_done();
}
