/* SPDX-License-Identifier: BSD-2-Clause */
/* The suite: run the checks of all groups on one device, each apart. */
#ifndef MAPS_SUITE_H
#define MAPS_SUITE_H

#include <stdbool.h>

#include "check/record.h"

struct check;
struct check_group;
struct report;
struct target;

/**
 * struct selection - which checks are to run
 * @only: names of groups, or of checks as GROUP.NAME, with commas between; NULL: all
 * @skip: the same, for those that are not to run; NULL: none
 */
struct selection {
	const char *only;
	const char *skip;
};

/**
 * struct tally - how a run ended
 * @count: how many checks had which outcome
 * @stuck: a process hangs in the kernel and cannot be killed; no check ran after it
 */
struct tally {
	unsigned int count[NR_OUTCOMES];
	bool stuck;
};

/* The first name in @names that is no group and no check; NULL where all are. It is to be freed. */
char *selection_unknown(const char *names);

/* Whether the check is to run. */
bool selection_has(const struct selection *selection, const struct check_group *group, const struct check *check);

/* The first of @words, with commas between, that is no word of design; NULL where all are. It is to be freed. */
char *design_unknown(const char *words);

/*
 * Whether @target is by design what @words say, with commas between, or "none": no
 * more and no less. That is a check, too, the first of a run: design.expected. Tell
 * @report of it, and count it.
 */
void suite_expect(const struct target *target, const char *words, const struct report *report, struct tally *tally);

/*
 * Run one check, for @milliseconds at most; @record is in memory that is shared. Where
 * *@stuck is set, or becomes so, no other one is to run. Returns 0 and what the check
 * found, or -errno where no process can be made.
 */
int suite_run_check(const struct target *target, const struct check *check, int milliseconds, struct record *record,
		    bool *stuck);

/*
 * Run the checks, each for @milliseconds at most, and tell @report of each.
 * Returns 0 and *@tally, or -errno where no process can be made.
 */
int suite_run(const struct target *target, const struct selection *selection, int milliseconds,
	      const struct report *report, struct tally *tally);

#endif /* MAPS_SUITE_H */
