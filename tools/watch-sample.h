/* SPDX-License-Identifier: BSD-2-Clause */
/* What maps watch sees at one moment, and how it is told. */
#ifndef MAPS_WATCH_SAMPLE_H
#define MAPS_WATCH_SAMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

#include "owners.h"

/**
 * struct watch_area - an area at that moment
 * @known: how it is recognized, its name among it
 */
struct watch_area {
	struct owners_area known;
	char label[64];
	char backing[16];
	char mapper[16];
	uint64_t size;
	uint64_t mappings;
	uint64_t mapped;
	bool revoked;
};

/**
 * struct watch_sample - all of them, and their owners
 * @time: when
 * @areas: in the order of their numbers
 * @count: how many these are
 * @owners: who has them mapped
 */
struct watch_sample {
	struct timespec time;
	struct watch_area *areas;
	size_t count;
	struct owners owners;
};

/*
 * Look at the areas of @devices, or at all where @count is 0; see areas_walk().
 * @before is what was seen last. Returns 0; or -errno, which was told.
 */
int watch_sample_take(char **devices, int count, const struct watch_sample *before, struct watch_sample *sample);

void watch_sample_free(struct watch_sample *sample);

/* The faults of an owner's process since @before; 0 where it was not there. */
uint64_t watch_sample_faults(const struct watch_sample *before, const struct owner *owner);

/*
 * Write it for people: lines of text, in a table as wide as it is. Returns the text, to
 * be freed; NULL where there is no memory.
 */
char *watch_screen(const struct watch_sample *sample, const struct watch_sample *before);

/* Write the part of @text that a terminal of that size has room for, in place of what is there. */
void watch_screen_put(const char *text, unsigned int columns, unsigned int rows, FILE *out);

/* Write it for programs, one record a line: as key=value, or as JSON. */
void watch_records(const struct watch_sample *sample, const struct watch_sample *before, bool json, FILE *out);

#endif /* MAPS_WATCH_SAMPLE_H */
