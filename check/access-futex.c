// SPDX-License-Identifier: BSD-2-Clause
/* Futexes: the kernel reads a word of the mapping, and has to have a name for it. */
#include <errno.h>
#include <inttypes.h>
#include <linux/futex.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "check/access.h"
#include "check/record.h"
#include "check/target.h"
#include "check/touch.h"

static long futex(void *word, int operation, uint32_t value, const struct timespec *timeout)
{
	return syscall(SYS_futex, word, operation, value, timeout, NULL, 0);
}

/* --- Between processes ---------------------------------------------------------------- */

/* The child's part: wait at the word, through a mapping of its own. */
static void wait_for_wake(const struct target *target, struct record *record, size_t offset)
{
	unsigned char *memory = target_mmap(target, record, target->length, PROT_READ | PROT_WRITE, MAP_SHARED, 0);
	uint64_t mark = 0;
	uint32_t word;
	long result;

	if (memory == MAP_FAILED) {
		record_skip(record, "mmap gives %s", error_name(errno));
		_exit(EXIT_FAILURE);
	}
	if (mark_get(memory + offset, &mark) != 0 || mark != mark_of(6, 0)) {
		record_skip(record, "each process has memory of its own");
		_exit(EXIT_FAILURE);
	}
	memcpy(&word, &mark, sizeof(word));
	do
		result = futex(memory + offset, FUTEX_WAIT, word, NULL);
	while (result != 0 && errno == EINTR);
	if (result != 0 && errno == EFAULT)
		record_fail(record, "FUTEX_WAIT gives EFAULT in one process, and FUTEX_WAKE works in another");
	_exit(EXIT_SUCCESS);
}

/* Wake the child until it has been woken. If that never happens, maps check ends this process. */
static void wake(struct record *record, unsigned char *word, pid_t child)
{
	static const struct timespec moment = { .tv_nsec = 1000 * 1000 };
	int status;

	record_did(record, "child: FUTEX_WAIT at its own mapping");
	record_did(record, "FUTEX_WAKE at %p, again and again until it returns 1", (void *)word);
	while (futex(word, FUTEX_WAKE, 1, NULL) == 0) {
		if (waitpid(child, &status, WNOHANG) == child)
			return;
		nanosleep(&moment, NULL);
	}
	waitpid(child, &status, 0);
}

void check_futex(const struct target *target, struct record *record)
{
	size_t offset = target->length - target->page;
	unsigned char *memory;
	long result;
	pid_t child;
	int err;

	record_expect(record, 44, "FUTEX_WAKE in one process wakes FUTEX_WAIT in another",
		      "futex(2): the word may be at different addresses in shared memory; get_futex_key()");
	memory = target_map(target, record, PROT_READ | PROT_WRITE, MAP_SHARED);
	if (!memory)
		return;
	/* Group bounds reports pages that cannot be read; the first page can be. */
	if (!target_may_mark(target, memory, offset / target->page))
		offset = 0;
	if (!offset && !target_may_mark(target, memory, 0)) {
		record_skip(record, "neither its last page nor its first can be marked: it is too short, or read(2) gives "
			    "other memory");
		return;
	}
	result = futex(memory + offset, FUTEX_WAKE, 1, NULL);
	err = errno;
	if (result < 0) {
		record_did(record, "futex(%p, FUTEX_WAKE, 1) = -1 %s", (void *)(memory + offset), error_name(err));
		if (err == ENOSYS)
			record_skip(record, "there are no futexes");
		else if (err == EFAULT)
			record_skip(record, "EFAULT: its pages belong to no file, see row 44 of the catalogue");
		else
			record_fail(record, "%s", error_name(err));
		return;
	}
	mark_put(memory + offset, mark_of(6, 0));
	child = fork();
	if (child == 0)
		wait_for_wake(target, record, offset);
	if (child < 0) {
		record_skip(record, "fork: %s", error_name(errno));
		return;
	}
	wake(record, memory + offset, child);
}

/* --- Within a process ------------------------------------------------------------------ */

void check_futex_private(const struct target *target, struct record *record)
{
	static const struct timespec none;
	/* Hardly the word that is there; if it is, the wait ends at once all the same: its timeout is 0. */
	const uint32_t value = 0x6d617073;
	const unsigned char *memory;
	uint32_t word;
	int err = 0;

	record_expect(record, 58, "FUTEX_WAIT_PRIVATE with another value than the word's gives EAGAIN",
		      "futex(2): EAGAIN; a private futex is known by its address, so any memory will do");
	memory = target_map(target, record, target_protection(target), target_flags(target));
	if (!memory)
		return;
	if (futex((void *)memory, FUTEX_WAIT_PRIVATE, value, &none) != 0)
		err = errno;
	if (touch_copy(&word, memory, sizeof(word)) != 0 || err == EAGAIN || err == ENOSYS)
		return;
	if ((word == value || target->design.moving) && err == ETIMEDOUT)
		return;
	record_did(record, "futex(%p, FUTEX_WAIT_PRIVATE, %#" PRIx32 ", {0}) = %s", (const void *)memory, value,
		   err ? error_name(err) : "0");
	record_fail(record, "%s; the word is %#" PRIx32, err ? error_name(err) : "it was woken", word);
}
