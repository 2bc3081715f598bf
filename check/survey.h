/* SPDX-License-Identifier: BSD-2-Clause */
/* Find out what a driver does by design. */
#ifndef MAPS_SURVEY_H
#define MAPS_SURVEY_H

#include <stdbool.h>
#include <stddef.h>

struct target;

/*
 * Fill in @target's length, unless it is set, its size and its design. The device
 * is touched in processes of their own, each for @milliseconds at most.
 *
 * Returns 0 or -errno. A device of which nothing can be mapped is no error:
 * design.mappable says so.
 */
int survey(struct target *target, int milliseconds);

/*
 * Whether @target's memory changes within a second or so in which nobody of ours writes to it; unknown
 * is no. That is how long the survey does not look.
 */
bool survey_moves(const struct target *target, int milliseconds);

/*
 * What is special about a design, as words for --expect: the word number @index,
 * and in *@meaning what it means; NULL behind the last.
 */
const char *design_word(size_t index, const char **meaning);

/* Whether @target has what the word number @index says. */
int design_has(const struct target *target, size_t index);

#endif /* MAPS_SURVEY_H */
