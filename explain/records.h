/* SPDX-License-Identifier: BSD-2-Clause */
/* The records of the programs in the kernel, as incidents. */
#ifndef MAPS_RECORDS_H
#define MAPS_RECORDS_H

#include <stdbool.h>

#include "explain/event.h"
#include "explain/incident.h"
#include "explain/symbols.h"

/**
 * struct records - what is needed to read them
 * @symbols: the kernel's functions; NULL: not to be had
 * @unwatched: hooks that were not attached, as in incident.unwatched
 * @is_probed: whether a driver's operation at an address was probed by that time
 * @context: for @is_probed
 */
struct records {
	struct symbols *symbols;
	uint32_t unwatched;
	bool (*is_probed)(void *context, uint64_t address, uint64_t time);
	void *context;
};

/* An mmap that has ended; or, if @in_flight, one that has not. */
void record_mmap(const struct records *records, const struct event_mmap *event, bool in_flight,
		 struct incident *incident);

/* The same for a fault. */
void record_fault(const struct records *records, const struct event_fault *event, bool in_flight,
		  struct incident *incident);

#endif /* MAPS_RECORDS_H */
