// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <unistd.h>

#include "explain/operations.h"
#include "explain/parallel.h"
#include "explain/probe.h"

bool operations_have(const struct operations *operations, uint64_t address)
{
	for (size_t i = 0; i < operations->count; i++)
		if (operations->address[i] == address)
			return true;
	return false;
}

/* The end first: see hooks.c. */
int operations_probe(struct operations *operations, uint64_t address, enum operation what)
{
	int *place = operations->probes + 2 * operations->count;

	if (operations_have(operations, address))
		return 0;
	if (operations->count == OPERATIONS)
		return -ENOSPC;
	place[0] = probe_open(address, true, operations->leave[what]);
	if (place[0] < 0)
		return place[0];
	place[1] = probe_open(address, false, operations->enter[what]);
	if (place[1] < 0) {
		close(place[0]);
		return place[1];
	}
	operations->address[operations->count++] = address;
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
