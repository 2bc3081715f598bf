/* SPDX-License-Identifier: BSD-2-Clause */
/* What one check finds out, written down as it goes. */
#ifndef MAPS_RECORD_H
#define MAPS_RECORD_H

#include <stdbool.h>
#include <stddef.h>

/* How a check ended; what is worse comes later. */
enum outcome {
	OUTCOME_PASS,
	OUTCOME_NOT_APPLICABLE,
	OUTCOME_WARN,		/* it is allowed to be so, and users will stumble */
	OUTCOME_FAIL,
	NR_OUTCOMES
};

/**
 * struct record - what is known of one run of a check
 * @outcome: how it ended
 * @row: the row of the catalogue that is the probable cause; 0: none of them
 * @hang_row: the row instead, where the process hangs and can be killed; 0: @row
 * @stuck_row: the row instead, where it cannot be killed; 0: @row
 * @did: the calls, one a line, the latest last; where there were too many, the oldest
 *	are gone, and the first line is "..."
 * @expected: what should have happened
 * @because: and why: a man page, a document or a function of the kernel
 * @differs: it failed, as some memory has not what it should have
 * @moves: that was no failure, as the memory changes by itself
 * @happened: what did happen; or why the check is not applicable
 * @note: what else is to be known of the run, however it ended
 *
 * It lives in memory shared between a check's process and its parent. Nothing in
 * it is a pointer.
 */
struct record {
	enum outcome outcome;
	unsigned int row;
	unsigned int hang_row;
	unsigned int stuck_row;
	bool differs;
	bool moves;
	char did[2048];
	char expected[256];
	char because[256];
	char happened[512];
	char note[128];
};

/* Forget everything. */
void record_clear(struct record *record);

/* Write down one call, as C, with its result: "mmap(...) = 0x7f...". */
void record_did(struct record *record, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Forget the calls: what comes now does not depend on them. */
void record_begin(struct record *record);

/*
 * What should happen next, why, and the row that explains it best where it does
 * not. To be said before the step that may kill the process.
 */
void record_expect(struct record *record, unsigned int row, const char *expected, const char *because);

/*
 * The check failed, or failed as some memory has not what it should have, or warns, or does
 * not apply; say what happened. The worst word counts, so that none hides a failure that comes
 * later; of two alike, the first.
 */
void record_fail(struct record *record, const char *format, ...) __attribute__((format(printf, 2, 3)));
void record_differs(struct record *record, const char *format, ...) __attribute__((format(printf, 2, 3)));
void record_warn(struct record *record, const char *format, ...) __attribute__((format(printf, 2, 3)));
void record_skip(struct record *record, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Something that is to be told, however the check ends. */
void record_note(struct record *record, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The name of an error, "EINVAL"; never NULL. */
const char *error_name(int error);

/* The name of a signal, "SIGBUS"; never NULL. */
const char *signal_name(int number);

#endif /* MAPS_RECORD_H */
