/* SPDX-License-Identifier: BSD-2-Clause */
/* The parts of a report in words, for both of its forms. */
#ifndef MAPS_STORY_TEXT_H
#define MAPS_STORY_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct explanation;
struct helper_run;
struct incident;

/* The longest part. */
#define STORY_TEXT 1024

void story_what(const struct incident *incident, char *text, size_t size);
void story_call(const struct incident *incident, char *text, size_t size);
void story_object(const struct incident *incident, char *text, size_t size);
void story_driver(const struct incident *incident, char *text, size_t size);
void story_vma(const struct incident *incident, char *text, size_t size);
void story_helper(const struct incident *incident, const struct helper_run *run, char *text, size_t size);

/* What to say in place of the helpers, where there are none. */
const char *story_no_helper(const struct incident *incident);

/* How many calls there was no place for; false: there are none. */
bool story_more_helpers(const struct incident *incident, char *text, size_t size);

void story_returned(const struct incident *incident, char *text, size_t size);
void story_fault(const struct incident *incident, char *text, size_t size);

enum cure_for {
	CURE_PROGRAM,
	CURE_DRIVER,
};

/* Cure @number, from 0 on, for the author of one of the two. Returns false behind the last one. */
bool story_cure(const struct explanation *explanation, enum cure_for author, size_t number, char *text, size_t size);

#endif /* MAPS_STORY_TEXT_H */
