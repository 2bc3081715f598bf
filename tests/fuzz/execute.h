/* SPDX-License-Identifier: BSD-2-Clause */
/* Run a program in a process of its own, and see what comes of it. */
#ifndef FUZZ_EXECUTE_H
#define FUZZ_EXECUTE_H

#include "cover.h"
#include "edges.h"
#include "program.h"

enum verdict {
	VERDICT_GOOD,
	VERDICT_VIOLATION,	/* something was seen that must not be; the kernel goes on */
	VERDICT_BROKEN,		/* the kernel complained, or is not as it was */
};

/**
 * struct outcome - what came of a program
 * @verdict: good, or not
 * @what: why not, as a sentence
 * @edges: what of the driver it ran
 */
struct outcome {
	enum verdict verdict;
	char what[512];
	struct edges edges;
};

/* Make ready to run programs, once; false where that cannot be, which is said. */
bool execute_prepare(bool blind);

/* @outcome is initialized, or is from a run before. */
void execute(const struct program *program, struct outcome *outcome);

#endif /* FUZZ_EXECUTE_H */
