/* SPDX-License-Identifier: BSD-2-Clause */
/* What is done with memory, and counted. */
#ifndef MAPS_BENCH_WORK_H
#define MAPS_BENCH_WORK_H

#include "memory.h"

/**
 * struct work - something that is done with memory
 * @name: a word for it
 * @suits: whether it is to be done with this
 * @begin: what comes before, once, and is not counted; NULL for nothing. False after
 *	memory_fail().
 * @end: undo that
 * @run: do it once with memory that is open, and tell how many instructions that took.
 *	False where it cannot be done, after memory_fail().
 */
struct work {
	const char *name;
	bool (*suits)(const struct subject *subject, size_t size);
	bool (*begin)(struct memory *memory);
	bool (*run)(struct memory *memory, long long *count);
	void (*end)(struct memory *memory);
};

extern const struct work work_map;
extern const struct work work_private;
extern const struct work work_read;
extern const struct work work_write;
extern const struct work work_fork;

/*
 * Map it shared, or for itself where it is anonymous, and touch each page: read it, or
 * write it, where it is made by that. Returns NULL after memory_fail().
 */
char *work_map_and_touch(struct memory *memory);

#endif /* MAPS_BENCH_WORK_H */
