/* SPDX-License-Identifier: BSD-2-Clause */
/* What maps check says of a device: run it, and compare. */
#ifndef MAPS_RESULTS_H
#define MAPS_RESULTS_H

#include <stdbool.h>

/**
 * struct results - names of checks, "group.name", sorted, with blanks between
 * @failed: those that failed
 * @warned: those that warned
 * @skipped: those that were not applicable
 * @design: what the driver does by design, as words
 * @rows: the rows of the catalogue that were named, as numbers
 * @count: how many checks there were
 * @plan: how many it says at its end that there were
 * @status: what maps check exited with; -1 where it did not
 */
struct results {
	char failed[1024];
	char warned[1024];
	char skipped[4096];
	char design[256];
	char rows[256];
	unsigned int count;
	unsigned int plan;
	int status;
};

/* Whether the list, of names with blanks between, has the name. */
bool results_have(const char *list, const char *name);

/* Make a file system on /dev/ram0, for O_DIRECT, and mount it at SCRATCH. */
#define SCRATCH "/mnt"
void scratch_make(void);

/* Run maps check with these arguments; the last one is NULL. */
void results_of(struct results *results, const char *const *arguments);

/* Report that two lists of names have the same members, in whatever order; NULL is an empty list. */
bool results_same(const char *found, const char *expected, const char *sentence, ...)
	__attribute__((format(printf, 3, 4)));

#endif /* MAPS_RESULTS_H */
