// SPDX-License-Identifier: BSD-2-Clause
/*
 * Access by others than the program's own instructions: system calls that take
 * the pages themselves (O_DIRECT, vmsplice), and other processes (debuggers).
 * They need struct pages, which a mapping by page number does not show.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "driver.h"
#include "tap.h"

#define SIZE (PAGES * page_size())
#define DISK "/dev/ram0"	/* block devices know O_DIRECT; see tests/run */

static int error_of(long result)
{
	return result < 0 ? errno : 0;
}

static void check_buffered_write(char *memory)
{
	int file = memfd_create("copy", MFD_CLOEXEC);
	uint32_t word = 0;

	tap_equal(write(file, memory, SIZE), (long long)SIZE, "write() copies out of the mapping");
	pread(file, &word, sizeof(word), (off_t)(7 * page_size()));
	tap_equal(word, STAMP, "what the area has");
	tap_equal(pread(file, memory, SIZE, 0), (long long)SIZE, "read() copies into the mapping");
	close(file);
}

static void check_direct(const struct config *config, char *memory)
{
	int expected = config_has_pages(config) ? 0 : EFAULT;
	int disk = open(DISK, O_RDWR | O_DIRECT | O_CLOEXEC);
	uint32_t mark = 0xd15c;

	if (disk < 0)
		tap_bail("%s: %s; the machine is to have the module brd", DISK, strerror(errno));
	tap_equal(error_of(pwrite(disk, memory, SIZE, 0)), expected, "%s: an O_DIRECT write of the mapping %s",
		  config_name(config), expected ? "is EFAULT" : "succeeds");
	if (!expected) {
		char *copy = aligned_alloc(page_size(), SIZE);

		pread(disk, copy, SIZE, 0);
		tap_ok(memcmp(copy, memory, SIZE) == 0, "the disk has what the area has");
		memcpy(copy + 5 * page_size(), &mark, sizeof(mark));
		pwrite(disk, copy, SIZE, 0);
		free(copy);
	}
	tap_equal(error_of(pread(disk, memory, SIZE, 0)), expected, "%s: an O_DIRECT read into the mapping %s",
		  config_name(config), expected ? "is EFAULT" : "succeeds");
	if (!expected)
		tap_equal(word_at(memory, 5), mark, "the area has what the disk has");
	set_word_at(memory, 5, STAMP);
	close(disk);
}

static void check_vmsplice(const struct config *config, char *memory)
{
	struct iovec page = { memory + 2 * page_size(), page_size() };
	char *copy = malloc(page_size());
	int ends[2];

	if (pipe(ends) < 0)
		tap_bail("pipe: %s", strerror(errno));
	if (!config_has_pages(config)) {
		tap_ok(vmsplice(ends[1], &page, 1, 0) < 0 && errno == EFAULT, "%s: vmsplice is EFAULT",
		       config_name(config));
	} else {
		tap_equal(vmsplice(ends[1], &page, 1, 0), (long long)page_size(), "%s: vmsplice takes a page",
			  config_name(config));
		tap_equal(read(ends[0], copy, page_size()), (long long)page_size(), "which the pipe gives");
		tap_ok(memcmp(copy, page.iov_base, page_size()) == 0, "as it is in the area");
	}
	close(ends[0]);
	close(ends[1]);
	free(copy);
}

/* The memory of another process, as a file. */
static int memory_of(pid_t process)
{
	char path[32];

	snprintf(path, sizeof(path), "/proc/%d/mem", process);
	return open(path, O_RDONLY | O_CLOEXEC);
}

/* What another process can do with the mapping of a child that is stopped. */
static void check_other_process(const struct config *config, char *memory)
{
	int expected = config_has_pages(config) ? 0 : EFAULT, by_debugger = config_debugger_reads(config) ? 0 : EIO;
	uint32_t word = 0, mark = 0xfeed;
	struct iovec local = { &word, sizeof(word) }, remote = { memory + 6 * page_size(), sizeof(word) };
	pid_t child = fork();
	long peeked;
	int mem;

	if (child < 0)
		tap_bail("fork: %s", strerror(errno));
	if (child == 0) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		raise(SIGSTOP);
		_exit(0);
	}
	waitpid(child, NULL, WUNTRACED);

	tap_equal(error_of(process_vm_readv(child, &local, 1, &remote, 1, 0)), expected, "%s: process_vm_readv %s",
		  config_name(config), expected ? "is EFAULT" : "reads it");
	if (!expected)
		tap_equal(word, STAMP, "and has what the area has");
	local.iov_base = &mark;
	tap_equal(error_of(process_vm_writev(child, &local, 1, &remote, 1, 0)), expected, "%s: process_vm_writev %s",
		  config_name(config), expected ? "is EFAULT" : "writes it");
	tap_equal(word_at(memory, 6), expected ? STAMP : mark, "which the area %s", expected ? "does not have" : "has");
	set_word_at(memory, 6, STAMP);

	errno = 0;
	peeked = ptrace(PTRACE_PEEKDATA, child, memory + 6 * page_size(), NULL);
	tap_equal(errno, by_debugger, "%s: a debugger %s", config_name(config), by_debugger ? "reads EIO" : "reads it");
	if (!by_debugger) {
		tap_equal((uint32_t)peeked, STAMP, "and has what the area has");
		tap_equal(ptrace(PTRACE_POKEDATA, child, memory + 6 * page_size(), peeked ^ 0x0f0f), 0, "and writes it");
		tap_equal(word_at(memory, 6), STAMP ^ 0x0f0f, "which the area has");
		set_word_at(memory, 6, STAMP);
	}

	mem = memory_of(child);
	tap_equal(error_of(pread(mem, &word, sizeof(word), (off_t)(uintptr_t)(memory + 6 * page_size()))),
		  by_debugger, "%s: /proc/PID/mem %s", config_name(config), by_debugger ? "is EIO" : "reads it");
	close(mem);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
}

/*
 * What a debugger may do with a mapping that it finds no struct pages in: see the
 * bounds of the VMA, and not write where the program may not.
 */
static void check_debugger_limits(const struct config *config, int fd)
{
	char *memory = mmap(NULL, SIZE, PROT_READ, MAP_SHARED, fd, 0), *whole = malloc(SIZE);
	pid_t child;
	int mem;

	munmap(memory + 2 * page_size(), SIZE - 2 * page_size());
	child = fork();
	if (child == 0) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		raise(SIGSTOP);
		_exit(0);
	}
	waitpid(child, NULL, WUNTRACED);
	mem = memory_of(child);
	tap_equal(pread(mem, whole, SIZE, (off_t)(uintptr_t)memory),
		  config_debugger_reads(config) ? (long long)(2 * page_size()) : -1,
		  "%s: /proc/PID/mem reads up to the end of the mapping, if at all", config_name(config));
	tap_ok(ptrace(PTRACE_POKEDATA, child, memory, 0) < 0 && errno == EIO,
	       "and a debugger cannot write to a shared mapping that is to be read");
	close(mem);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	free(whole);
	munmap(memory, 2 * page_size());
}

/* A wait that must time out: the word is what the kernel is told it is. */
static int futex_error(void *memory, int operation)
{
	struct timespec now = { 0, 0 };

	return error_of(syscall(SYS_futex, memory, operation, STAMP, &now, NULL, 0));
}

static void check_futex(const struct config *config, char *memory)
{
	tap_equal(futex_error(memory, FUTEX_WAIT_PRIVATE), ETIMEDOUT, "%s: a futex within the process works",
		  config_name(config));
	tap_equal(futex_error(memory, FUTEX_WAIT), config_is_file(config) ? ETIMEDOUT : EFAULT,
		  "%s: a futex between processes %s", config_name(config),
		  config_is_file(config) ? "works" : "is EFAULT: the pages belong to no file");
}

static void check_config(const struct config *config)
{
	int fd = driver_open(O_RDWR);
	char *memory = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	check_buffered_write(memory);
	check_direct(config, memory);
	check_vmsplice(config, memory);
	check_other_process(config, memory);
	check_debugger_limits(config, fd);
	check_futex(config, memory);
	munmap(memory, SIZE);

	if (config_private_error(config, PAGES, PROT_WRITE) == 0) {
		memory = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
		check_direct(config, memory);
		munmap(memory, SIZE);
		memory = mmap(NULL, SIZE, PROT_READ, MAP_SHARED, fd, 0);
		tap_equal((long long)stamped_pages(memory, PAGES), PAGES,
			  "%s: what O_DIRECT read into a private mapping stays there", config_name(config));
		munmap(memory, SIZE);
	}
	close(fd);
}

int main(void)
{
	driver_with_each(check_config);
	return tap_done();
}
