// SPDX-License-Identifier: BSD-2-Clause
/* Group "lifetime": mappings and descriptors end in any order, and leave nothing behind. */
#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check/check.h"
#include "check/record.h"
#include "check/sample.h"
#include "check/target.h"
#include "check/touch.h"

/* How much is tried at one time. */
#define MANY_OPENS 64
#define MANY_MAPPINGS 256
/* If a mapping cannot be of one page, all mappings together have so many pages at most. */
#define MANY_PAGES ((size_t)16384)

/* Open the device again; if that is not possible, duplicate the descriptor. */
static int another_descriptor(const struct target *target, struct record *record)
{
	int fd = sample_open(target, record);

	if (fd >= 0)
		return fd;
	fd = dup(target->fd);
	if (fd < 0)
		record_skip(record, "dup gave %s", error_name(errno));
	else
		record_did(record, "dup(fd) = fd2");
	return fd;
}

static void close_it(struct record *record, int fd)
{
	close(fd);
	record_did(record, "close(fd2)");
}

/* Take a sample before the check, without marks; nothing stays mapped. */
static bool look_before(struct sample *sample, const struct target *target, struct record *record)
{
	unsigned char *memory = sample_map_by(sample, target, record, target->fd, target->length, false);

	if (!memory)
		return false;
	munmap(memory, target->length);
	record_begin(record);
	return true;
}

/* After the check, the device can be mapped as before, and shows the same. */
static void look_after(const struct sample *before, struct record *record)
{
	struct sample sample = sample_elsewhere(before);
	const struct target *target = before->target;
	unsigned char *memory;

	memory = target_mmap(target, record, target->length, sample_protection(target), target_flags(target), 0);
	if (memory == MAP_FAILED)
		record_fail(record, "mmap gives %s, and did not before", error_name(errno));
	else if (sample_same(&sample, record, memory, 0, target_pages(target), "the new mapping"))
		target_munmap(record, memory, target->length);
}

/* --- Descriptors -------------------------------------------------------------------------- */

static void check_close(const struct target *target, struct record *record)
{
	unsigned char *memory;
	struct sample sample;
	int fd;

	record_expect(record, 53, "the mapping is as it was",
		      "mmap(2): after mmap() the descriptor can be closed; the VMA holds the file, which is released later");
	fd = another_descriptor(target, record);
	if (fd < 0)
		return;
	memory = sample_map_by(&sample, target, record, fd, target->length, false);
	if (!memory)
		return;
	close_it(record, fd);
	sample_same(&sample, record, memory, 0, target_pages(target), "the mapping");
}

static void check_unmap_after_close(const struct target *target, struct record *record)
{
	struct sample sample;
	void *memory;
	int fd;

	record_expect(record, 53,
		      "the last munmap of a closed device succeeds, and the device can be opened and mapped again",
		      "munmap(2); remove_vma(): vm_ops->close, then fput(), which releases the file");
	if (!look_before(&sample, target, record))
		return;
	fd = sample_open(target, record);
	if (fd < 0) {
		record_skip(record, "it cannot be opened twice");
		return;
	}
	memory = target_mmap_at(target, record, NULL, fd, target->length, sample_protection(target), target_flags(target), 0);
	close_it(record, fd);
	if (memory != MAP_FAILED && target_munmap(record, memory, target->length) != 0)
		record_fail(record, "munmap gave %s", error_name(errno));
	fd = sample_open(target, record);
	if (fd < 0)
		record_fail(record, "it cannot be opened and mapped again");
	else
		close_it(record, fd);
	look_after(&sample, record);
}

/* --- Processes --------------------------------------------------------------------------------- */

/* The child's part: use a mapping until it is killed. */
static void wait_to_be_killed(const struct target *target, struct record *record, int to_parent)
{
	int fd = sample_open(target, record);
	unsigned char *memory;

	memory = target_mmap_at(target, record, NULL, fd < 0 ? target->fd : fd, target->length,
				sample_protection(target), target_flags(target), 0);
	if (memory == MAP_FAILED)
		record_fail(record, "mmap gives %s in a child, and did not before", error_name(errno));
	for (size_t page = 0; memory != MAP_FAILED && page < target_pages(target) && page < SAMPLE_MOST; page++)
		touch_read(memory + page * target->page);
	close(to_parent);
	pause();
}

static void check_killed(const struct target *target, struct record *record)
{
	struct sample sample;
	int ends[2];
	pid_t child;
	char word;

	record_expect(record, 53, "after a process with a mapping was killed, the device can be mapped as before",
		      "exit_mmap(), exit_files(): vm_ops->close and release are called, however a process ends");
	record->stuck_row = 14;
	if (!look_before(&sample, target, record))
		return;
	child = pipe(ends) < 0 ? -1 : fork();
	if (child < 0) {
		record_skip(record, "fork gave %s", error_name(errno));
		return;
	}
	if (child == 0)
		wait_to_be_killed(target, record, ends[1]);
	close(ends[1]);
	if (read(ends[0], &word, 1) != 0)
		record_skip(record, "read of a pipe gave %s", error_name(errno));
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	record_did(record, "the process that did this was killed");
	look_after(&sample, record);
}

/* --- Many at one time ----------------------------------------------------------------------------- */

static size_t open_many(const struct target *target, int *fds)
{
	struct record unused = { 0 };
	size_t count = 0;

	/* The first one shows whether the device can be mapped if it is opened again. */
	fds[0] = sample_open(target, &unused);
	while (count < MANY_OPENS && fds[count] >= 0)
		if (++count < MANY_OPENS)
			fds[count] = target_open(target, &unused, target->mode);
	return count;
}

static size_t map_many(const struct target *target, const int *fds, size_t opened, size_t length, void **memory)
{
	size_t most = MANY_PAGES / (length / target->page), count = 0;

	if (most < 2)
		most = 2;
	while (count < MANY_MAPPINGS && count < most) {
		int fd = opened ? fds[count % opened] : target->fd;

		memory[count] = mmap(NULL, length, sample_protection(target), target_flags(target), fd, target->base);
		if (memory[count] == MAP_FAILED)
			break;
		count++;
	}
	return count;
}

static void check_many(const struct target *target, struct record *record)
{
	size_t length = target->design.exact_length ? target->length : target->page, opened, mapped;
	struct sample sample, first;
	void *memory[MANY_MAPPINGS];
	int fds[MANY_OPENS];

	record_expect(record, 53, "each mapping that it allows can be read, and all can be unmapped and closed again",
		      "open(2), mmap(2): a limit is allowed, but what was closed must not count");
	if (!look_before(&sample, target, record))
		return;
	/* Each open may have memory of its own: then all we know is that it can be read. */
	first = sample;
	first.still = false;

	opened = open_many(target, fds);
	mapped = map_many(target, fds, opened, length, memory);
	record_did(record, "open it %zu times, and mmap(NULL, %zu, ...) %zu times", opened, length, mapped);
	if (!mapped)
		record_fail(record, "it cannot be mapped, and could be before");
	for (size_t i = 0; i < mapped; i++) {
		if (sample_same(&first, record, memory[i], 0, length / target->page, "one of the mappings"))
			munmap(memory[i], length);
	}
	for (size_t i = 0; i < opened; i++)
		close(fds[i]);
	record_did(record, "munmap and close all");
	look_after(&sample, record);
	if (opened && (fds[0] = sample_open(target, record)) < 0)
		record_fail(record, "it cannot be opened and mapped again");
}

static const struct check checks[] = {
	{ "close", "a mapping outlives the descriptor it was made by", NEEDS_MAPPING, check_close },
	{ "unmap-after-close", "a mapping can end after its descriptor, and the device can be used again",
	  NEEDS_MAPPING | NEEDS_REOPEN, check_unmap_after_close },
	{ "killed", "a process that is killed leaves nothing behind", NEEDS_MAPPING, check_killed },
	{ "many", "it can be opened and mapped many times, and all can be closed again", NEEDS_MAPPING, check_many },
	{ 0 }
};

const struct check_group group_lifetime = {
	.name = "lifetime",
	.summary = "mappings and descriptors end in any order, and leave nothing behind",
	.checks = checks,
};
