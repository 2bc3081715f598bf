/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What was entered in the kernel and never left, and faults without end. The programs in
 * the kernel keep what is in flight in maps.
 */
#ifndef MAPS_STUCK_H
#define MAPS_STUCK_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "explain/event.h"
#include "explain/incident.h"
#include "explain/records.h"
#include "explain/thread-state.h"

struct model;

/* The last faults of this many threads are kept, to tell what one repeats for ever; and what hangs in as many. */
#define RECENT		64

struct recent {
	pid_t tid;
	uint64_t address;
	uint64_t times;
	struct incident incident;
};

/**
 * struct stuck - what never returns
 * @model, @records: whom it is told, and what makes incidents of records
 * @calls, @faults, @repeats: descriptors of the maps
 * @recent: see RECENT
 * @seen: where threads were in the scan before
 * @told, @tells: when the last things that were told had begun, so that each is told once; and how many these are
 * @found: there is something
 */
struct stuck {
	struct model *model;
	const struct records *records;
	int calls;
	int faults;
	int repeats;
	struct recent recent[RECENT];
	struct thread_state seen[RECENT];
	uint64_t told[RECENT];
	unsigned int tells;
	bool found;
};

/* Errors are told to the model; what is repeated is kept till it is known to be for ever. */
void stuck_take_fault(struct stuck *stuck, const struct event_fault *event);

/* The kernel failed in a thread, which never leaves what it is in. */
void stuck_take_oops(struct stuck *stuck, const struct event *event);

/* Look for what is in flight for longer than @seconds. */
void stuck_scan(struct stuck *stuck, int seconds);

#endif /* MAPS_STUCK_H */
