// SPDX-License-Identifier: BSD-2-Clause
/* Other processes reach a mapping: as a debugger, or by process_vm_readv() and /proc/PID/mem. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check/access.h"
#include "check/record.h"
#include "check/target.h"
#include "check/touch.h"

/* --- The other process ----------------------------------------------------------- */

/* What it is asked; it answers with an int. */
struct question {
	size_t offset;
	size_t length;
};

/* It makes the mapping itself, for not every driver lets a child inherit one. */
static void be_other(struct access *access)
{
	struct question question;
	int answer;

	access->memory = access_map(access);
	send(access->channel, &access->memory, sizeof(access->memory), MSG_NOSIGNAL);
	while (access->memory != MAP_FAILED &&
	       recv(access->channel, &question, sizeof(question), 0) == (ssize_t)sizeof(question)) {
		answer = touch_copy(access->seen, access->memory + question.offset, question.length);
		send(access->channel, &answer, sizeof(answer), MSG_NOSIGNAL);
	}
	_exit(EXIT_SUCCESS);
}

static ssize_t hear(const struct access *access, void *answer, size_t size)
{
	ssize_t got;

	do
		got = recv(access->channel, answer, size, 0);
	while (got < 0 && errno == EINTR);
	return got;
}

static bool gone(const struct access *access)
{
	record_fail(access->record, "the process that has the mapping died");
	return false;
}

bool other_start(struct access *access)
{
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
		record_skip(access->record, "socketpair: %s", error_name(errno));
		return false;
	}
	access->other = fork();
	access->channel = ends[access->other == 0];
	close(ends[access->other != 0]);
	if (access->other == 0)
		be_other(access);
	if (access->other < 0) {
		access->other = 0;
		record_skip(access->record, "fork: %s", error_name(errno));
		return false;
	}
	if (hear(access, &access->memory, sizeof(access->memory)) != (ssize_t)sizeof(access->memory))
		return gone(access);
	return access->memory != MAP_FAILED;
}

int other_look(struct access *access, size_t offset, size_t length)
{
	const struct question question = { .offset = offset, .length = length };
	int answer;

	if (send(access->channel, &question, sizeof(question), MSG_NOSIGNAL) == (ssize_t)sizeof(question) &&
	    hear(access, &answer, sizeof(answer)) == (ssize_t)sizeof(answer))
		return answer;
	gone(access);
	return -1;
}

void other_stop(struct access *access)
{
	kill(access->other, SIGKILL);
	waitpid(access->other, NULL, 0);
	close(access->channel);
}

/* --- process_vm_readv() and process_vm_writev() ------------------------------------ */

static ssize_t move_process_vm(struct access *access, void *address, void *copy, size_t length)
{
	struct iovec local = { .iov_base = copy, .iov_len = length };
	struct iovec remote = { .iov_base = address, .iov_len = length };
	ssize_t moved;

	if (access->way->into)
		moved = process_vm_writev(access->other, &local, 1, &remote, 1, 0);
	else
		moved = process_vm_readv(access->other, &local, 1, &remote, 1, 0);
	return moved < 0 ? -errno : moved;
}

void check_process_vm(const struct target *target, struct record *record)
{
	static const struct way way = {
		.call = "process_vm_readv(child, &local, 1, {",
		.rest = "}, 1, 0)",
		.pages = ACCESS_MOST_AT_ONCE,
		.skew = 1000,
		.remote = true,
		.refusal = EFAULT,
		.row = 29,
		.expected = "process_vm_readv() of a child's mapping gives what the child reads there",
		.because = "process_vm_readv(2); check_vma_flags(): EFAULT with VM_IO or VM_PFNMAP only",
		.move = move_process_vm,
	};

	access_check(target, record, &way);
}

void check_process_vm_write(const struct target *target, struct record *record)
{
	static const struct way way = {
		.call = "process_vm_writev(child, &local, 1, {",
		.rest = "}, 1, 0)",
		.pages = ACCESS_MOST_AT_ONCE,
		.skew = 1000,
		.into = true,
		.remote = true,
		.refusal = EFAULT,
		.row = 29,
		.expected = "what process_vm_writev() moves to a child's shared mapping is what the child reads there",
		.because = "process_vm_writev(2); check_vma_flags(): EFAULT with VM_IO or VM_PFNMAP only",
		.move = move_process_vm,
	};

	access_check(target, record, &way);
}

/* --- A debugger ----------------------------------------------------------------------- */

/*
 * The other process is stopped only while it is read or written. After that it must run again, to
 * answer questions and to get its own signals.
 */
static ssize_t move_ptrace(struct access *access, void *address, void *copy, size_t length)
{
	int status, err;
	long word;

	if (ptrace(PTRACE_SEIZE, access->other, NULL, NULL) != 0 ||
	    ptrace(PTRACE_INTERRUPT, access->other, NULL, NULL) != 0)
		return -errno;
	if (waitpid(access->other, &status, __WALL) != access->other || !WIFSTOPPED(status))
		return -ESRCH;
	errno = 0;
	if (access->way->into) {
		memcpy(&word, copy, sizeof(word));
		ptrace(PTRACE_POKEDATA, access->other, address, (void *)word);
	} else {
		word = ptrace(PTRACE_PEEKDATA, access->other, address, NULL);
		memcpy(copy, &word, sizeof(word));
	}
	err = errno;
	ptrace(PTRACE_DETACH, access->other, NULL, NULL);
	return err ? -err : (ssize_t)length;
}

void check_ptrace(const struct target *target, struct record *record)
{
	static const struct way way = {
		.call = "ptrace(PTRACE_PEEKDATA, child, ",
		.rest = ", NULL)",
		.pages = 1,
		.size = sizeof(long),
		.remote = true,
		.refusal = EIO,
		.row = 30,
		.expected = "PTRACE_PEEKDATA of a child's mapping gives what the child reads there",
		.because = "ptrace(2); access_remote_vm(): where get_user_pages() fails, vm_operations_struct.access",
		.move = move_ptrace,
	};

	access_check(target, record, &way);
}

void check_ptrace_write(const struct target *target, struct record *record)
{
	static const struct way way = {
		.call = "ptrace(PTRACE_POKEDATA, child, ",
		.rest = ", word)",
		.pages = 1,
		.size = sizeof(long),
		.into = true,
		.remote = true,
		.private = true,
		.refusal = EIO,
		.row = 30,
		.expected = "PTRACE_POKEDATA to a child's private mapping, as for a breakpoint, changes a copy",
		.because = "mmap(2): MAP_PRIVATE; ptrace(2); access_remote_vm() breaks the sharing first",
		.move = move_ptrace,
	};

	if (!target_is_frozen(target, record))
		access_check(target, record, &way);
}

/* --- /proc/PID/mem -------------------------------------------------------------------- */

static bool begin_proc_mem(struct access *access)
{
	char name[40];

	snprintf(name, sizeof(name), "/proc/%d/mem", (int)access->other);
	access->fds[0] = open(name, O_RDONLY | O_CLOEXEC);
	if (access->fds[0] >= 0)
		return true;
	record_skip(access->record, "%s of a child cannot be opened (%s)", name, error_name(errno));
	return false;
}

static ssize_t move_proc_mem(struct access *access, void *address, void *copy, size_t length)
{
	ssize_t moved = pread(access->fds[0], copy, length, (off_t)(uintptr_t)address);

	return moved < 0 ? -errno : moved;
}

void check_proc_mem(const struct target *target, struct record *record)
{
	static const struct way way = {
		.call = "pread(/proc/PID/mem, ",
		.rest = ")",
		.pages = ACCESS_MOST_AT_ONCE,
		.skew = 1000,
		.remote = true,
		.refusal = EIO,
		.row = 30,
		.expected = "/proc/PID/mem of a child gives at the mapping what the child reads there",
		.because = "proc(5); access_remote_vm(): where get_user_pages() fails, vm_operations_struct.access",
		.begin = begin_proc_mem,
		.move = move_proc_mem,
	};

	access_check(target, record, &way);
}
