// SPDX-License-Identifier: BSD-2-Clause
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

#include <bpf/bpf.h>

#include "explain/clock.h"
#include "explain/flags.h"
#include "explain/model.h"
#include "explain/stuck.h"

/*
 * So many faults at one address, one after the other, between two scans, are no accident: a driver
 * may take a page away a hundred times a second, from who waits for that without a system call.
 */
#define MANY_FAULTS	1000

static bool was_told(const struct stuck *stuck, uint64_t since)
{
	for (size_t i = 0; i < RECENT; i++)
		if (stuck->told[i] == since)
			return true;
	return false;
}

/* What begun at @since will not return; told once. */
static void tell(struct stuck *stuck, const struct incident *incident, uint64_t since)
{
	if (was_told(stuck, since))
		return;
	stuck->told[stuck->tells++ % RECENT] = since;
	stuck->found = true;
	model_stuck(stuck->model, incident);
}

/* As it reads in what it maps, an mmap meets faults: such a one is what holds it. */
static void tell_call(struct stuck *stuck, const struct event_mmap *call, const struct incident *fault)
{
	struct incident incident;

	record_mmap(stuck->records, call, true, &incident);
	if (fault) {
		incident_add_fault(&incident, fault);
		memcpy(incident.stuck_in, fault->stuck_in, sizeof(incident.stuck_in));
	}
	tell(stuck, &incident, call->event.time);
}

static void tell_fault(struct stuck *stuck, const struct event *event, const struct incident *fault)
{
	struct event_mmap call;

	if (bpf_map_lookup_elem(stuck->calls, &event->tid, &call) == 0)
		tell_call(stuck, &call, fault);
	else
		tell(stuck, fault, event->time);
}

/* Errors are told to the model; what is repeated is kept till it is known to be for ever. */
void stuck_take_fault(struct stuck *stuck, const struct event_fault *event)
{
	struct recent *recent = &stuck->recent[event->event.tid % RECENT];

	record_fault(stuck->records, event, false, &recent->incident);
	recent->tid = (pid_t)event->event.tid;
	recent->address = event->address;
	recent->times = 0;
	if (event->result & VM_FAULT_ERROR)
		model_fault(stuck->model, &recent->incident);
	if (event->no_page)
		tell_fault(stuck, &event->event, &recent->incident);
}

/* What the thread is in; what a helper has left behind that was called elsewhere is none. */
static bool find_fault(const struct stuck *stuck, uint32_t thread, struct event_fault *fault)
{
	return bpf_map_lookup_elem(stuck->faults, &thread, fault) == 0 && (fault->inside || fault->runs.depth);
}

void stuck_take_oops(struct stuck *stuck, const struct event *event)
{
	struct incident incident;
	struct event_fault fault;
	struct event_mmap call;

	if (find_fault(stuck, event->tid, &fault)) {
		record_fault(stuck->records, &fault, true, &incident);
		tell_fault(stuck, &fault.event, &incident);
	} else if (bpf_map_lookup_elem(stuck->calls, &event->tid, &call) == 0) {
		tell_call(stuck, &call, NULL);
	} else {
		model_oops(stuck->model, (pid_t)event->pid);
	}
	/* The programs leave them for us. */
	bpf_map_delete_elem(stuck->faults, &event->tid);
	bpf_map_delete_elem(stuck->calls, &event->tid);
}

/*
 * To read in or to lock what is mapped takes as long as it is large. That is no matter of a
 * driver's, unless it is in one: in its mmap, a helper, or for long in its fault handler.
 */
static bool is_populating(const struct stuck *stuck, uint32_t thread, const struct event_mmap *call, int seconds)
{
	struct event_fault fault;

	if (!(call->argument[3] & (MAP_POPULATE | MAP_LOCKED)) && !(call->vma.flags & VM_LOCKED))
		return false;
	if (call->driver_depth || call->runs.depth)
		return false;
	return !find_fault(stuck, thread, &fault) || !clock_is_old(fault.event.time, seconds);
}

/* Who reads in has the lock that each other mmap of the process wants, before it looks at the file. */
static bool waits_for_populating(const struct stuck *stuck, const struct event_mmap *call, int seconds)
{
	uint32_t thread, *last = NULL;
	struct event_mmap other;

	if (call->passed & PASSED_CHECKS)
		return false;
	for (; bpf_map_get_next_key(stuck->calls, last, &thread) == 0; last = &thread)
		if (bpf_map_lookup_elem(stuck->calls, &thread, &other) == 0 && other.event.pid == call->event.pid &&
		    other.event.time < call->event.time && is_populating(stuck, thread, &other, seconds))
			return true;
	return false;
}

/* Whether the thread has left what it was seen to enter, so that it is the end that was missed. */
static bool is_elsewhere(struct stuck *stuck, uint32_t thread, bool in_mmap)
{
	struct thread_state *before = &stuck->seen[thread % RECENT], now;
	bool elsewhere;

	thread_state_read((pid_t)thread, &now);
	elsewhere = thread_is_elsewhere(before, &now, in_mmap);
	*before = now;
	return elsewhere;
}

static void scan_calls(struct stuck *stuck, int seconds)
{
	int map = stuck->calls;
	uint32_t thread, *last = NULL;
	struct incident incident;
	struct event_fault fault;
	struct event_mmap call;

	for (; bpf_map_get_next_key(map, last, &thread) == 0; last = &thread) {
		if (bpf_map_lookup_elem(map, &thread, &call) < 0 || !clock_is_old(call.event.time, seconds) ||
		    call.event.oops || is_populating(stuck, thread, &call, seconds) ||
		    waits_for_populating(stuck, &call, seconds) || is_elsewhere(stuck, thread, true))
			continue;
		if (find_fault(stuck, thread, &fault)) {
			record_fault(stuck->records, &fault, true, &incident);
			tell_call(stuck, &call, &incident);
		} else {
			tell_call(stuck, &call, NULL);
		}
	}
}

/* A file system may wait for a server; a driver that waits for so long in a fault is stuck. */
static void scan_faults(struct stuck *stuck, int seconds)
{
	int map = stuck->faults;
	uint32_t thread, *last = NULL;
	const struct incident *mapping;
	struct incident incident;
	struct event_fault fault;

	for (; bpf_map_get_next_key(map, last, &thread) == 0; last = &thread) {
		if (!find_fault(stuck, thread, &fault) || fault.event.oops || !clock_is_old(fault.event.time, seconds))
			continue;
		mapping = model_mapping(stuck->model, (pid_t)fault.event.pid, fault.address);
		if (!mapping || mapping->is_regular || is_elsewhere(stuck, thread, false))
			continue;
		record_fault(stuck->records, &fault, true, &incident);
		tell_fault(stuck, &fault.event, &incident);
	}
}

/* A thread that takes one fault for ever is found by this: their number grows, and fast. */
static void scan_repeats(struct stuck *stuck, int seconds)
{
	int map = stuck->repeats;
	uint32_t thread, *last = NULL;
	struct event_repeat repeat;

	for (; bpf_map_get_next_key(map, last, &thread) == 0; last = &thread) {
		struct recent *recent = &stuck->recent[thread % RECENT];

		if (bpf_map_lookup_elem(map, &thread, &repeat) < 0 || repeat.times < MANY_FAULTS ||
		    !clock_is_old(repeat.since, seconds) || recent->tid != (pid_t)thread ||
		    recent->address != repeat.address)
			continue;
		if (recent->times && repeat.times >= recent->times + MANY_FAULTS) {
			recent->incident.fault_count = repeat.times > UINT32_MAX ? UINT32_MAX : (uint32_t)repeat.times;
			recent->incident.fault_result = repeat.result;
			tell(stuck, &recent->incident, repeat.since);
		}
		recent->times = repeat.times;
	}
}

void stuck_scan(struct stuck *stuck, int seconds)
{
	scan_calls(stuck, seconds);
	scan_faults(stuck, seconds);
	scan_repeats(stuck, seconds);
}
