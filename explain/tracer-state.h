/* SPDX-License-Identifier: BSD-2-Clause */
/* What the parts of the tracer have in common: tracer.c and tracer-*.c. */
#ifndef MAPS_TRACER_STATE_H
#define MAPS_TRACER_STATE_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "explain/threads.h"

struct inside;
struct model;

/**
 * struct tracer - see tracer.h
 * @source: as in incident.source
 * @threads: all that are traced
 * @looked: when it was last looked for what is stuck
 * @stuck: something is
 */
struct tracer {
	struct model *model;
	const char *source;
	const struct inside *inside;
	struct threads threads;
	uint64_t entered;
	time_t looked;
	bool stuck;
};

/* In seconds, by a clock that nobody sets. */
time_t tracer_now(void);

#endif /* MAPS_TRACER_STATE_H */
