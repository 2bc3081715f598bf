/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Test results as TAP, the Test Anything Protocol, on standard output.
 *
 * cmocka serves the tests of user-space code. These tests run inside the machine,
 * on cases that are computed, in processes that are meant to be killed: for them
 * a result is a sentence and a truth value, and a skip always has a reason.
 */
#ifndef MAPS_TAP_H
#define MAPS_TAP_H

#include <stdbool.h>

/* Report whether the sentence is true; returns @good. */
bool tap_ok(bool good, const char *sentence, ...) __attribute__((format(printf, 2, 3)));

/* Report that two numbers are equal; shows both where they are not. */
bool tap_equal(long long found, long long expected, const char *sentence, ...)
	__attribute__((format(printf, 3, 4)));

/* Report that the sentence could not be tried, and why not. */
void tap_skip(const char *reason, const char *sentence, ...) __attribute__((format(printf, 2, 3)));

/* Say more about the result above. */
void tap_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Give the whole test up: what it stands on is broken. */
void tap_bail(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

/* Print the plan; returns the exit status of the program. */
int tap_done(void);

#endif /* MAPS_TAP_H */
