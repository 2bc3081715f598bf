// SPDX-License-Identifier: BSD-2-Clause
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>

#include "explain/facts.h"
#include "explain/model.h"
#include "explain/process-maps.h"
#include "explain/tracer-calls.h"
#include "explain/tracer-stuck.h"
#include "explain/tracer.h"

/* As in stuck.c; what a thread does in the kernel is for others to know. */
static bool is_populating(const struct thread *thread)
{
	return thread->argument[3] & (MAP_POPULATE | MAP_LOCKED);
}

/* Nor who waits for a thread of the same process that read in before: it has the lock that an mmap wants. */
static bool waits_for_populating(const struct tracer *tracer, const struct thread *thread)
{
	for (const struct thread *other = tracer->threads.first; other; other = other->next)
		if (other->process == thread->process && other->inside && thread_is_mmap(other) && is_populating(other) &&
		    other->entered <= thread->entered)
			return true;
	return false;
}

void tracer_take_stuck(struct tracer *tracer, const struct thread *thread, const struct incident *fault)
{
	struct incident incident = { 0 };

	if (!thread->inside || !thread_is_mmap(thread)) {
		incident = *fault;
		tracer_fill_common(tracer, thread, &incident);
		model_stuck(tracer->model, &incident);
		return;
	}
	tracer_fill_call(tracer, thread, &incident);
	if (!incident.stuck_in[0] && fault->faulted) {
		incident_add_fault(&incident, fault);
		memcpy(incident.stuck_in, fault->stuck_in, sizeof(incident.stuck_in));
	}
	if (!incident.stuck_in[0])
		strcpy(incident.stuck_in, "mmap");
	model_stuck(tracer->model, &incident);
}

/*
 * A file system may wait for a server; a driver that waits for so long in a fault is stuck, and
 * so is one in a helper. What is no file's mapping has no driver.
 */
static bool is_of_file_system(const struct tracer *tracer, const struct thread *thread, const struct incident *fault)
{
	const struct incident *mapping;

	if (fact_unfinished(fault))
		return false;
	if (thread->inside && thread_is_mmap(thread))
		return process_has_regular(thread->tid, (int)thread->argument[4]);
	mapping = model_mapping(tracer->model, thread->process, fault->fault_address);
	return !mapping || mapping->is_regular;
}

/* A fault that does not return: a thread that is not in the kernel can be stopped. */
static bool is_in_fault(struct tracer *tracer, struct thread *thread, int seconds, struct incident *incident)
{
	enum inside_state state = INSIDE_FINE;

	if (tracer->inside)
		state = tracer->inside->look(tracer->inside->context, thread->tid, seconds, incident);
	if (state == INSIDE_SUSPECT && !thread->asked) {
		thread->asked = true;
		ptrace(PTRACE_INTERRUPT, thread->tid, NULL, NULL);
	}
	return state == INSIDE_STUCK && !is_of_file_system(tracer, thread, incident);
}

void tracer_find_stuck(struct tracer *tracer, int seconds)
{
	if (tracer_now() == tracer->looked)
		return;
	tracer->looked = tracer_now();
	for (struct thread *thread = tracer->threads.first; thread && !tracer->stuck; thread = thread->next) {
		struct incident incident = { 0 };

		if (thread->inside && thread_is_mmap(thread) && !waits_for_populating(tracer, thread))
			tracer->stuck = tracer_now() - thread->since >= seconds;
		else
			tracer->stuck = is_in_fault(tracer, thread, seconds, &incident);
		if (tracer->stuck)
			tracer_take_stuck(tracer, thread, &incident);
	}
}
