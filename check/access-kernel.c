// SPDX-License-Identifier: BSD-2-Clause
/* The kernel reads a mapping and writes to it, in system calls about pipes and files. */
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/statfs.h>
#include <sys/uio.h>
#include <unistd.h>

#include "check/access.h"
#include "check/record.h"
#include "check/target.h"

/* The result of a system call, as struct way wants it. */
static ssize_t result_of(ssize_t result)
{
	return result < 0 ? -errno : result;
}

/* --- Through a pipe: one page at a time, for every pipe can hold that ---------------- */

static bool begin_pipe(struct access *access)
{
	if (pipe2(access->fds, O_CLOEXEC) == 0)
		return true;
	record_skip(access->record, "pipe: %s", error_name(errno));
	return false;
}

/* Take out of the pipe again what was put into it, if anything was. */
static ssize_t out_of_pipe(struct access *access, ssize_t put, unsigned char *copy)
{
	ssize_t got = 0;

	while (put > 0 && got < put) {
		ssize_t part = read(access->fds[0], copy + got, (size_t)(put - got));

		if (part <= 0)
			break;
		got += part;
	}
	return put < 0 ? put : got;
}

static ssize_t move_write(struct access *access, void *address, void *copy, size_t length)
{
	return out_of_pipe(access, result_of(write(access->fds[1], address, length)), copy);
}

static ssize_t move_vmsplice(struct access *access, void *address, void *copy, size_t length)
{
	struct iovec range = { .iov_base = address, .iov_len = length };

	return out_of_pipe(access, result_of(vmsplice(access->fds[1], &range, 1, 0)), copy);
}

static ssize_t move_read(struct access *access, void *address, void *copy, size_t length)
{
	ssize_t put = write(access->fds[1], copy, length), moved;

	if (put != (ssize_t)length)
		return result_of(put);
	moved = result_of(read(access->fds[0], address, length));
	/* What is left in the pipe must not be there for the next piece. */
	if (moved != put) {
		close(access->fds[0]);
		close(access->fds[1]);
		if (pipe2(access->fds, O_CLOEXEC) != 0)
			return -errno;
	}
	return moved;
}

void check_write(const struct target *target, struct record *record)
{
	static const struct way way = {
		.call = "write(pipe, ",
		.rest = ")",
		.pages = 1,
		.expected = "write() from the mapping gives what the program reads there",
		.because = "write(2): EFAULT is for a buffer outside of the address space; copy_from_user() faults pages in",
		.begin = begin_pipe,
		.move = move_write,
	};

	access_check(target, record, &way);
}

void check_read(const struct target *target, struct record *record)
{
	static const struct way way = {
		.call = "read(pipe, ",
		.rest = ")",
		.pages = 1,
		.into = true,
		.expected = "read() into the mapping arrives, and each other mapping shows it",
		.because = "read(2): EFAULT is for a buffer outside of the address space; copy_to_user() faults pages in",
		.begin = begin_pipe,
		.move = move_read,
	};

	access_check(target, record, &way);
}

void check_vmsplice(const struct target *target, struct record *record)
{
	static const struct way way = {
		.call = "vmsplice(pipe, {",
		.rest = "}, 1, 0)",
		.pages = 1,
		.refusal = EFAULT,
		.row = 29,
		.expected = "vmsplice() of the mapping gives what the program reads there",
		.because = "vmsplice(2); check_vma_flags(): get_user_pages() gives EFAULT with VM_IO or VM_PFNMAP only",
		.begin = begin_pipe,
		.move = move_vmsplice,
	};

	access_check(target, record, &way);
}

/* --- Many pages at once, from a file in memory ----------------------------------------- */

static bool begin_memfd(struct access *access)
{
	access->fds[0] = memfd_create("maps check", MFD_CLOEXEC);
	if (access->fds[0] >= 0)
		return true;
	record_skip(access->record, "memfd_create: %s", error_name(errno));
	return false;
}

static ssize_t move_from_file(struct access *access, void *address, void *copy, size_t length)
{
	ssize_t put = pwrite(access->fds[0], copy, length, 0);

	if (put != (ssize_t)length)
		return put < 0 ? -errno : -ENOSPC;
	return result_of(pread(access->fds[0], address, length, 0));
}

void check_system_call(const struct target *target, struct record *record)
{
	static const struct way way = {
		.call = "pread(memfd, ",
		.rest = ", 0)",
		.pages = ACCESS_MOST_AT_ONCE,
		.skew = 24,
		.into = true,
		.expected = "one pread() fills the mapping over many pages, and each other mapping shows it",
		.because = "pread(2): EFAULT is for a buffer outside of the address space; copy_to_user() faults pages in",
		.begin = begin_memfd,
		.move = move_from_file,
	};

	access_check(target, record, &way);
}

/* --- Past the page cache ------------------------------------------------------------ */

static bool set_direct(int fd, bool on)
{
	return fcntl(fd, F_SETFL, on ? O_DIRECT : 0) == 0;
}

/* A temporary file without a name. It is read and written with O_DIRECT and without. */
static bool begin_direct(struct access *access)
{
	const char *scratch = access->target->scratch;
	struct statfs status;
	char name[4096];
	int fd;

	if (snprintf(name, sizeof(name), "%s/maps-check.XXXXXX", scratch) >= (int)sizeof(name)) {
		record_skip(access->record, "the name of the directory for temporary files is too long");
		return false;
	}
	fd = mkostemp(name, O_CLOEXEC);
	if (fd < 0) {
		record_skip(access->record, "no file can be made in %s (%s); choose another directory by --scratch", scratch,
			    error_name(errno));
		return false;
	}
	unlink(name);
	access->fds[0] = fd;
	/* Since 6.6, tmpfs accepts O_DIRECT, but copies the data. */
	if (fstatfs(fd, &status) == 0 && status.f_type == TMPFS_MAGIC)
		record_skip(access->record, "%s is a tmpfs, which has no direct I/O; choose another directory by --scratch",
			    scratch);
	else if (!set_direct(fd, true))
		record_skip(access->record, "the file system of %s has no O_DIRECT (%s); choose another directory by "
			    "--scratch", scratch, error_name(errno));
	else
		return true;
	return false;
}

static ssize_t move_direct_write(struct access *access, void *address, void *copy, size_t length)
{
	ssize_t moved;

	if (!set_direct(access->fds[0], true))
		return -errno;
	moved = result_of(pwrite(access->fds[0], address, length, 0));
	if (moved <= 0)
		return moved;
	if (!set_direct(access->fds[0], false))
		return -errno;
	return result_of(pread(access->fds[0], copy, (size_t)moved, 0));
}

static ssize_t move_direct_read(struct access *access, void *address, void *copy, size_t length)
{
	if (!set_direct(access->fds[0], false))
		return -errno;
	/* Data in the page cache would be copied from there. */
	if (pwrite(access->fds[0], copy, length, 0) != (ssize_t)length || fsync(access->fds[0]) != 0 ||
	    !set_direct(access->fds[0], true))
		return -errno;
	return result_of(pread(access->fds[0], address, length, 0));
}

/* Errors of the file system, which have nothing to do with the mapping. */
static const char *excuse_direct(struct access *access, int error)
{
	(void)access;
	return error == ENOSPC || error == EDQUOT || error == EIO ? "so says the file system" : NULL;
}

void check_direct_io(const struct target *target, struct record *record)
{
	static const struct way way = {
		.call = "pwrite(fd with O_DIRECT, ",
		.rest = ", 0)",
		.pages = ACCESS_MOST_AT_ONCE,
		.refusal = EFAULT,
		.row = 29,
		.expected = "a file written from the mapping with O_DIRECT has what the program reads there",
		.because = "open(2): O_DIRECT; check_vma_flags(): get_user_pages() gives EFAULT with VM_IO, VM_PFNMAP",
		.begin = begin_direct,
		.move = move_direct_write,
		.excuse = excuse_direct,
	};

	access_check(target, record, &way);
}

void check_direct_io_read(const struct target *target, struct record *record)
{
	static const struct way way = {
		.call = "pread(fd with O_DIRECT, ",
		.rest = ", 0)",
		.pages = ACCESS_MOST_AT_ONCE,
		.into = true,
		.refusal = EFAULT,
		.row = 29,
		.expected = "a file read into the mapping with O_DIRECT arrives, and each other mapping shows it",
		.because = "open(2): O_DIRECT; check_vma_flags(): get_user_pages() gives EFAULT with VM_IO, VM_PFNMAP",
		.begin = begin_direct,
		.move = move_direct_read,
		.excuse = excuse_direct,
	};

	access_check(target, record, &way);
}
