/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Probes of drivers' own functions. These are known by their address only, and when a
 * driver is first met.
 */
#ifndef MAPS_OPERATIONS_H
#define MAPS_OPERATIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "explain/event.h"

/* So many at most; a machine has some dozens. */
#define OPERATIONS	256

/**
 * struct probed - a function
 * @address: where it is
 * @since: when its probes were there; see clock.h
 * @unloads: as in struct event_operation
 */
struct probed {
	uint64_t address;
	uint64_t since;
	uint32_t unloads;
};

/**
 * struct operations - those that are probed
 * @leave, @enter: descriptors of the programs at the end and the entry of a function, by
 *	what it is
 * @function, @probes, @count: the functions, and what holds their probes
 */
struct operations {
	int leave[OPERATION_FAULT + 1];
	int enter[OPERATION_FAULT + 1];
	struct probed function[OPERATIONS];
	int probes[2 * OPERATIONS];
	size_t count;
};

/* Whether it was probed by that time. */
bool operations_have(const struct operations *operations, uint64_t address, uint64_t time);

/* Returns 0, also if it is probed already, and no module was unloaded since; or -errno. */
int operations_probe(struct operations *operations, const struct event_operation *event);

/* Remove all probes. */
void operations_close(struct operations *operations);

#endif /* MAPS_OPERATIONS_H */
