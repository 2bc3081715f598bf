/* SPDX-License-Identifier: BSD-2-Clause */
/* A program of the fuzzer: a short list of calls. */
#ifndef FUZZ_PROGRAM_H
#define FUZZ_PROGRAM_H

#include <stdbool.h>

#include "call.h"
#include "dice.h"

#define PROGRAM_CALLS	24

struct program {
	unsigned int count;
	struct call calls[PROGRAM_CALLS];
};

/* Roll a program. */
void program_roll(struct program *program, struct dice *dice);

/* Change something of @program; @other is one to take a part from. */
void program_mutate(struct program *program, const struct program *other, struct dice *dice);

void program_delete(struct program *program, unsigned int index);

/*
 * Whether each call is within the table, and takes only what a call before it makes; that
 * this can fail, or happen in a process of its own, is not asked.
 */
bool program_valid(const struct program *program);

/* Give calls that take what there is not something that there is, or drop them. */
void program_mend(struct program *program);

#endif /* FUZZ_PROGRAM_H */
