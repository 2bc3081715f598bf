// SPDX-License-Identifier: BSD-2-Clause
#include <stdlib.h>
#include <string.h>

#include "explain/flags.h"
#include "explain/process.h"

static bool make_room(struct process *process)
{
	size_t capacity = process->capacity ? 2 * process->capacity : 32;
	struct mapping *mappings;

	if (process->count < process->capacity)
		return true;
	mappings = realloc(process->mappings, capacity * sizeof(*mappings));
	if (!mappings)
		return false;
	process->mappings = mappings;
	process->capacity = capacity;
	return true;
}

void process_map(struct process *process, const struct mapping *mapping)
{
	if (!make_room(process)) {
		process->lost = true;
		return;
	}
	mapping->sight->users++;
	process->mappings[process->count++] = *mapping;
}

/* What is left of @old around a range; outside of it, so that who goes through that does not meet it. */
static void map_rest(struct process *process, const struct mapping *old, uint64_t start, uint64_t end)
{
	struct mapping rest = *old;

	if (old->start < start) {
		rest.end = start;
		process_map(process, &rest);
	}
	if (old->end > end) {
		rest.start = end;
		rest.end = old->end;
		process_map(process, &rest);
	}
}

void process_unmap(struct process *process, uint64_t start, uint64_t end)
{
	for (size_t i = 0; i < process->count;) {
		struct mapping *mapping = &process->mappings[i];
		struct mapping old = *mapping;

		if (old.end <= start || old.start >= end) {
			i++;
			continue;
		}
		process->count--;
		memmove(mapping, mapping + 1, (process->count - i) * sizeof(*mapping));
		map_rest(process, &old, start, end);
		sight_put(old.sight);
	}
}

/* The bits are those of the flags. */
#define ACCESS (VM_READ | VM_WRITE | VM_EXEC)

void process_protect(struct process *process, uint64_t start, uint64_t end, uint64_t protection)
{
	for (size_t i = 0; i < process->count; i++) {
		struct mapping *mapping = &process->mappings[i];
		struct mapping old = *mapping;

		if (old.end <= start || old.start >= end)
			continue;
		mapping->start = old.start > start ? old.start : start;
		mapping->end = old.end < end ? old.end : end;
		if (old.flags)
			mapping->flags = (old.flags & ~ACCESS) | (protection & ACCESS);
		map_rest(process, &old, start, end);
	}
}

void process_forget(struct process *process, uint64_t start, uint64_t end)
{
	if (process->fault.fault_address >= start && process->fault.fault_address < end)
		process->fault.faulted = false;
	if (process->signal.signal_address >= start && process->signal.signal_address < end)
		process->signal.signal = 0;
}

struct mapping *process_find(const struct process *process, uint64_t address)
{
	for (size_t i = 0; i < process->count; i++)
		if (process->mappings[i].start <= address && address < process->mappings[i].end)
			return &process->mappings[i];
	return NULL;
}

void process_fork(const struct process *from, struct process *to)
{
	process_clear(to);
	for (size_t i = 0; i < from->count; i++)
		process_map(to, &from->mappings[i]);
}

void process_clear(struct process *process)
{
	while (process->count)
		sight_put(process->mappings[--process->count].sight);
	process->fault.faulted = false;
	process->signal.signal = 0;
	process->oops = false;
	process->not_opened[0] = '\0';
}
