// SPDX-License-Identifier: BSD-2-Clause
/* Group "fork": what a child has of a mapping, and what its end means for its parent. */
#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check/check.h"
#include "check/keep.h"
#include "check/record.h"
#include "check/sample.h"
#include "check/target.h"
#include "check/touch.h"

/* --- Children ---------------------------------------------------------------------------- */

/* fork(); if that fails, the check is not applicable. */
static pid_t have_child(struct record *record)
{
	pid_t child = fork();

	if (child < 0)
		record_skip(record, "fork gave %s", error_name(errno));
	if (child > 0)
		record_did(record, "fork()");
	return child;
}

/* Wait until the child has ended. It shares our record, so what went wrong there is in it. */
static bool child_did_well(struct record *record, pid_t child)
{
	int status = 0;

	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	record_did(record, "the child ended");
	if (WIFSIGNALED(status))
		record_fail(record, "the child was killed by %s", signal_name(WTERMSIG(status)));
	return record->outcome == OUTCOME_PASS;
}

/* Wait for the other end of a pipe to say something, or to be closed. */
static void wait_for(int fd)
{
	char word;

	while (read(fd, &word, 1) < 0 && errno == EINTR)
		;
}

/* --- Shared -------------------------------------------------------------------------------- */

/* Parent and child both keep the mapping all the time: what the end of one means is for other checks. */
static void share(struct sample *sample, struct record *record, unsigned char *memory)
{
	size_t pages = target_pages(sample->target);
	int to_child[2], to_parent[2];
	pid_t child;

	if (pipe(to_child) < 0 || pipe(to_parent) < 0) {
		record_skip(record, "pipe gave %s", error_name(errno));
		return;
	}
	child = have_child(record);
	if (child < 0)
		return;
	if (child == 0) {
		if (sample_same(sample, record, memory, 0, pages, "the child's mapping"))
			sample_change(sample, record, memory, 0, pages);
		close(to_child[1]);
		close(to_parent[1]);
		wait_for(to_child[0]);
		_exit(EXIT_SUCCESS);
	}
	close(to_parent[1]);
	wait_for(to_parent[0]);
	if (record->outcome == OUTCOME_PASS)
		sample_same(sample, record, memory, 0, pages, "the parent's mapping");
	close(to_child[1]);
	child_did_well(record, child);
}

static void check_shared(const struct target *target, struct record *record)
{
	struct sample *sample;
	unsigned char *memory;

	record_expect(record, 59, "the child reads what its parent wrote, and the parent what the child wrote",
		      "fork(2), mmap(2): a shared mapping is shared with children");
	/* Shared, so that the parent knows what the child has written. */
	sample = mmap(NULL, sizeof(*sample), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	memory = sample == MAP_FAILED ? NULL : sample_map(sample, target, record);
	if (!memory)
		return;
	share(sample, record, memory);
	sample_end(sample, memory);
}

/* --- The end of one ---------------------------------------------------------------------------- */

static void end_child(struct sample *sample, struct record *record, unsigned char **memory)
{
	size_t pages = target_pages(sample->target);
	pid_t child = have_child(record);

	if (child == 0)
		_exit(EXIT_SUCCESS);
	if (child > 0 && child_did_well(record, child) &&
	    sample_same(sample, record, *memory, 0, pages, "the mapping") &&
	    sample_same_elsewhere(sample, record) &&
	    sample_change(sample, record, *memory, 0, pages))
		sample_same_elsewhere(sample, record);
}

static void check_child_ends(const struct target *target, struct record *record)
{
	record_expect(record, 36,
		      "after the end of a child, its parent's mapping is as it was, and so are new ones and read(2)",
		      "vm_area_dup(): a child has VMAs of its own; vm_ops->open for each, close when it ends");
	sample_use(target, record, end_child);
}

/* The child's part. Once its parent has closed the pipe, it has the only mapping. */
static void outlive(struct sample *sample, struct record *record, unsigned char *memory, int pipe_from_parent)
{
	size_t pages = target_pages(sample->target);

	wait_for(pipe_from_parent);
	if (sample_same(sample, record, memory, 0, pages, "the child's mapping") &&
	    sample_change(sample, record, memory, 0, pages))
		sample_same(sample, record, memory, 0, pages, "the child's mapping");
}

static void leave_to_child(const struct target *target, struct record *record, int fd)
{
	struct sample sample;
	unsigned char *memory;
	pid_t child;
	int ends[2];

	memory = sample_map_by(&sample, target, record, fd, target->length, fd == target->fd);
	if (!memory || pipe(ends) < 0)
		return;
	child = have_child(record);
	if (child == 0) {
		close(ends[1]);
		outlive(&sample, record, memory, ends[0]);
		_exit(EXIT_SUCCESS);
	}
	target_munmap(record, memory, target->length);
	if (fd != target->fd) {
		close(fd);
		record_did(record, "close(fd2)");
	}
	close(ends[1]);
	if (child > 0)
		child_did_well(record, child);
	sample_end(&sample, NULL);
}

static void check_child_outlives(const struct target *target, struct record *record)
{
	int fd = sample_open(target, record);

	record_expect(record, 36, "a child's mapping stays as it is when its parent unmaps it and closes the device",
		      "fork(2): the child's memory is its own; vm_area_dup(): vm_ops->open, and the VMA holds the file");
	leave_to_child(target, record, fd < 0 ? target->fd : fd);
}

/* --- Private ------------------------------------------------------------------------------------ */

/*
 * Both write to a page, and each should have a copy of its own. They read the page first: if the
 * driver has made it writable, it is then in the page table, and the kernel does not copy it.
 */
static void keep_apart(struct record *record, unsigned char *page, size_t number, const int to_child[2],
		       const int to_parent[2])
{
	const uint64_t ours = mark_of(90, number), theirs = mark_of(91, number);
	uint64_t value = 0;
	pid_t child;

	child = have_child(record);
	if (child < 0)
		return;
	if (child == 0) {
		if (touch_read(page) != 0 || mark_put(page, theirs) != 0)
			record_fail(record, "the child cannot read its copy and write to it");
		close(to_parent[1]);
		close(to_child[1]);
		wait_for(to_child[0]);
		if (mark_get(page, &value) != 0 || value != theirs)
			record_fail(record, "the child's copy is not what the child wrote");
		_exit(EXIT_SUCCESS);
	}
	close(to_parent[1]);
	wait_for(to_parent[0]);
	record_did(record, "the child reads a page and writes to it; then the parent does");
	if (mark_get(page, &value) != 0 || value == theirs)
		record_fail(record, "the parent reads what the child wrote to its copy");
	else if (mark_put(page, ours) != 0)
		record_fail(record, "the parent cannot write to its copy");
	close(to_child[1]);
	if (child_did_well(record, child) && (mark_get(page, &value) != 0 || value != ours))
		record_fail(record, "the parent's copy is not what the parent wrote");
}

/*
 * Whether a page can be read, and its first word; bounds.every-page reports those that cannot. This is
 * done by a mapping that is gone before the mapping to check is made, which must not have any page yet.
 */
static bool is_there(const struct target *target, size_t page, uint64_t *word)
{
	unsigned char *memory = mmap(NULL, target->length, PROT_READ, MAP_PRIVATE, target->fd, target->base);
	bool readable;

	if (memory == MAP_FAILED)
		return false;
	readable = mark_get(memory + page * target->page, word) == 0;
	munmap(memory, target->length);
	return readable;
}

/* If the marks went through to the device, this puts the old word back; else it changes nothing that matters. */
static void undo(unsigned char *there, size_t page, uint64_t word)
{
	if (mark_take_back(there, page, word))
		keep_no_words();
}

/*
 * One page is copied before the fork, and another one after it. The first page is for after the fork: if
 * the device is mapped by page number, some kernels refuse to fork once the first page is a copy.
 */
static void check_private(const struct target *target, struct record *record)
{
	size_t pages = target_pages(target);

	if (target_is_frozen(target, record))
		return;
	record_expect(record, 42, "what parent or child write to a private mapping is not seen by the other one",
		      "mmap(2), MAP_PRIVATE: updates are not visible to other processes");
	for (size_t page = 0; page < pages && record->outcome == OUTCOME_PASS; page += pages > 1 ? pages - 1 : 1) {
		int to_child[2], to_parent[2];
		unsigned char *memory, *there;
		uint64_t word;

		if (!is_there(target, page, &word))
			continue;
		record_begin(record);
		memory = target_mmap(target, record, target->length, PROT_READ | PROT_WRITE, MAP_PRIVATE, 0);
		if (memory == MAP_FAILED || pipe(to_child) < 0 || pipe(to_parent) < 0) {
			record_skip(record, "%s", error_name(errno));
			return;
		}
		there = memory + page * target->page;
		keep_word(page, word);
		if (page && mark_put(there, mark_of(92, page)) != 0)
			record_fail(record, "the last page cannot be written");
		keep_apart(record, there, page, to_child, to_parent);
		undo(there, page, word);
		munmap(memory, target->length);
	}
}

static const struct check checks[] = {
	{ "shared", "parent and child see what the other one writes", NEEDS_SHARED_WRITE | NEEDS_INHERITANCE | NEEDS_STILL,
	  check_shared },
	{ "child-ends", "the end of a child takes nothing from its parent", NEEDS_MAPPING | NEEDS_INHERITANCE,
	  check_child_ends },
	{ "child-outlives", "a child keeps its mapping when its parent unmaps it and closes the device",
	  NEEDS_MAPPING | NEEDS_INHERITANCE, check_child_outlives },
	{ "private", "the private copies of parent and child stay apart", NEEDS_PRIVATE_WRITE | NEEDS_INHERITANCE | WRITES_IF_ALLOWED,
	  check_private },
	{ 0 }
};

const struct check_group group_fork = {
	.name = "fork",
	.summary = "what a child has of a mapping, and what its end means for its parent",
	.checks = checks,
};
