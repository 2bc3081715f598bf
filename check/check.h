/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A check: one sentence about the mmap of a device, and how to find out whether it
 * is true.
 *
 * Checks are in groups, a file for each group: check/GROUP.c. A check runs in a
 * process of its own (suite.c), so it may die, hang or leave anything behind. What it
 * finds out it writes down as it goes, in memory that it shares with maps check:
 * so that is known even if the device kills it. What it overwrites is put back for it,
 * if it says that it writes: of a large device, the pages of target_sample() and
 * access_piece(). Marks of a sample (sample.h) need no word: see keep.h.
 *
 * How to write one:
 *
 *	static void check_part(const struct target *target, struct record *record)
 *	{
 *		unsigned char *memory;
 *
 *		record_expect(record, 10, "a mapping of a part",
 *			      "mmap(2): a mapping may be of any length");
 *		memory = target_mmap(target, record, ...);
 *		if (memory == MAP_FAILED)
 *			record_fail(record, "mmap gave %s", error_name(errno));
 *	}
 *
 * A check that returns without another word has passed.
 */
#ifndef MAPS_CHECK_H
#define MAPS_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct record;
struct target;

/**
 * struct check - one check
 * @name: its name within the group; "GROUP.NAME" is the whole one
 * @sentence: what is checked, as a statement that is true of a good driver
 * @needs: NEEDS_ words: what the device must be able to do for this to make sense;
 *	otherwise the check is not applicable
 * @run: find out
 */
struct check {
	const char *name;
	const char *sentence;
	unsigned int needs;
	void (*run)(const struct target *target, struct record *record);
};

/* What check.needs is made of; suite.c tests them against struct design. */
enum {
	NEEDS_MAPPING = 1 << 0,		/* a mapping whose first page can be read */
	NEEDS_SHARED = 1 << 1,		/* such a mapping with MAP_SHARED */
	NEEDS_SHARED_WRITE = 1 << 2,	/* and PROT_WRITE, and leave to write to the device */
	NEEDS_PRIVATE = 1 << 3,		/* a readable mapping with MAP_PRIVATE */
	NEEDS_PRIVATE_WRITE = 1 << 4,	/* and PROT_WRITE */
	NEEDS_PAGES = 1 << 5,		/* two pages or more */
	NEEDS_PARTS = 1 << 6,		/* mappings shorter than the device */
	NEEDS_OFFSETS = 1 << 7,		/* mappings that begin behind its beginning */
	NEEDS_COHERENT = 1 << 8,	/* each mapping shows the same memory */
	NEEDS_STILL = 1 << 9,		/* memory that does not change by itself */
	NEEDS_READ = 1 << 10,		/* read(2) at a position, of that memory */
	NEEDS_WRITE = 1 << 11,		/* write(2) at a position; and leave to write */
	NEEDS_REOPEN = 1 << 12,		/* a path by which it can be opened again */
	NEEDS_SIZE = 1 << 13,		/* a device that tells its size */
	NEEDS_TWICE = 1 << 14,		/* two mappings at one time */
	NEEDS_INHERITANCE = 1 << 15,	/* mappings that a child inherits */
	NEEDS_END = 1 << 16,		/* an end that could be found */
	WRITES_IF_ALLOWED = 1 << 17,	/* not needed, but what is written is to be put back */
	NEEDS_BEHIND = 1 << 18,		/* leave to look behind its end */
};

/**
 * struct check_group - checks of one kind
 * @name: its name
 * @summary: what they are about
 * @checks: the checks; the last one has no name
 */
struct check_group {
	const char *name;
	const char *summary;
	const struct check *checks;
};

extern const struct check_group group_bounds;
extern const struct check_group group_sharing;
extern const struct check_group group_private;
extern const struct check_group group_permissions;
extern const struct check_group group_vma;
extern const struct check_group group_access;
extern const struct check_group group_fork;
extern const struct check_group group_lifetime;
extern const struct check_group group_content;
extern const struct check_group group_concurrency;

/* All groups, in the order in which they run; NULL is behind the last. */
extern const struct check_group *const check_groups[];

#endif /* MAPS_CHECK_H */
