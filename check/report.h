/* SPDX-License-Identifier: BSD-2-Clause */
/* Where the results of a run go; report-*.c has one each. */
#ifndef MAPS_REPORT_H
#define MAPS_REPORT_H

struct check;
struct check_group;
struct record;
struct tally;
struct target;

/**
 * struct report - one form of output, on standard output
 * @begin: before the first check
 * @running: a check begins that may take a while; may be NULL
 * @check: the result of one; @check has its name and its sentence
 * @end: after the last one
 */
struct report {
	void (*begin)(const struct target *target);
	void (*running)(const struct check_group *group, const struct check *check);
	void (*check)(const struct check_group *group, const struct check *check, const struct record *record);
	void (*end)(const struct target *target, const struct tally *tally);
};

extern const struct report report_person;
extern const struct report report_tap;
extern const struct report report_json;

#endif /* MAPS_REPORT_H */
