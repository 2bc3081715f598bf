// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "explain/clock.h"
#include "explain/operations.h"
#include "explain/parallel.h"
#include "explain/probe.h"

static struct probed *find(struct operations *operations, uint64_t address)
{
	for (size_t i = 0; i < operations->count; i++)
		if (operations->function[i].address == address)
			return &operations->function[i];
	return NULL;
}

bool operations_have(const struct operations *operations, uint64_t address, uint64_t time)
{
	const struct probed *function = find((struct operations *)operations, address);

	return function && function->since <= time;
}

/* The end first: see hooks.c. */
static int open_probes(const struct operations *operations, uint64_t address, enum operation what, int place[2])
{
	place[0] = probe_open(address, true, operations->leave[what]);
	if (place[0] < 0)
		return place[0];
	place[1] = probe_open(address, false, operations->enter[what]);
	if (place[1] < 0) {
		close(place[0]);
		return place[1];
	}
	return 0;
}

/* Its place is free: for the next one. */
static void drop(struct operations *operations, struct probed *function)
{
	struct probed *last = &operations->function[--operations->count];
	int *place = operations->probes + 2 * (function - operations->function);

	close(place[0]);
	close(place[1]);
	place[0] = operations->probes[2 * operations->count];
	place[1] = operations->probes[2 * operations->count + 1];
	*function = *last;
}

int operations_probe(struct operations *operations, const struct event_operation *event)
{
	struct probed *function = find(operations, event->address);
	int place[2], err;

	if (function && function->unloads >= event->unloads)
		return 0;
	if (!function && operations->count == OPERATIONS)
		return -ENOSPC;
	/* Those that are there may be good, and are left till others are tried; but nobody knows. */
	err = open_probes(operations, event->address, (enum operation)event->operation, place);
	if (function)
		drop(operations, function);
	if (err)
		return err;
	memcpy(operations->probes + 2 * operations->count, place, sizeof(place));
	operations->function[operations->count++] = (struct probed){
		.address = event->address, .since = clock_now(), .unloads = event->unloads,
	};
	return 0;
}

static void close_probe(void *context, size_t i)
{
	const struct operations *operations = context;

	close(operations->probes[i]);
}

void operations_close(struct operations *operations)
{
	parallel(2 * operations->count, close_probe, operations);
	operations->count = 0;
}
