// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "explain/bpf-state.h"
#include "explain/bpf-take.h"
#include "explain/collect.h"
#include "explain/event.h"
#include "explain/mapped-size.h"
#include "explain/model.h"
#include "explain/system-call.h"

/* Said with the hooks that could not be attached, if any. */
static void tell_unprobed(const struct state *state, uint64_t address)
{
	size_t used = strlen(state->blind);
	struct symbol symbol;

	if (!symbols_find(state->symbols, address, &symbol) || strstr(state->blind, symbol.name))
		return;
	if (used)
		snprintf(state->blind + used, COLLECT_TEXT - used, ", %s", symbol.name);
	else
		snprintf(state->blind, COLLECT_TEXT, "these functions could not be probed: %s", symbol.name);
}

static bool tell_efault(struct state *state, pid_t owner, const struct event_efault *event, uint64_t argument)
{
	struct incident efault = {
		.pid = (pid_t)event->event.pid, .tid = (pid_t)event->event.tid, .argument = argument,
		.system_call = (int)(event->compat ? system_call_of_32bit(event->call) : event->call),
		.system_call_result = event->result == -EFAULT ? 0 : event->result,
	};

	if (!model_mapping(state->model, owner, argument))
		return false;
	if (model_maps_file(state->model, owner, argument))
		mapped_size_read(owner, argument, &efault);
	model_efault(state->model, owner, &efault);
	return true;
}

static void take_efault(struct state *state, const struct event_efault *event)
{
	pid_t pid = (pid_t)event->event.pid, owner = event->remote ? (pid_t)event->remote : pid;

	for (uint32_t i = 0; i < event->vectors && i < EVENT_VECTORS; i++)
		if (tell_efault(state, owner, event, event->vector[i]))
			return;
	/* What was to be found in another's memory is not in one's own. */
	for (int i = 0; i < 6 && event->result == -EFAULT; i++)
		if (tell_efault(state, pid, event, event->argument[i]))
			return;
}

/* Nobody else can let it go on, so that the watch must end. */
static void stays_stopped(struct state *state, pid_t pid, int err)
{
	snprintf(state->blind, COLLECT_TEXT,
		 "process %d stays stopped: SIGCONT was refused (%s); a security module's rules for it must allow signals",
		 pid, strerror(-err));
	state->hopeless = true;
}

static void take_operation(struct state *state, const struct event_operation *event)
{
	pid_t pid = (pid_t)event->event.pid;
	int err;

	if (event->unloads != state->unloads)
		symbols_renew(state->symbols);
	state->unloads = event->unloads;
	if (operations_probe(&state->operations, event) < 0)
		tell_unprobed(state, event->address);
	if (!event->stopped)
		return;
	err = continued_add(&state->continued, pid);
	if (err)
		stays_stopped(state, pid, err);
}

static void take_mmap(struct state *state, const struct event_mmap *event)
{
	struct incident incident;

	record_mmap(&state->records, event, false, &incident);
	model_mmap(state->model, &incident);
}

static void take_range(struct state *state, const struct event_range *range)
{
	pid_t pid = (pid_t)range->event.pid;

	if (range->event.type == EVENT_UNMAP)
		model_unmap(state->model, pid, range->start, range->length);
	else if (range->event.type == EVENT_PROTECT)
		model_protect(state->model, pid, range->start, range->length, range->protection);
	else
		model_move(state->model, pid, range->start, range->length, range->new_start, range->new_length);
}

/* What is sent of a record need not be all of it. */
#define COPY(type, from, size) \
	type copy = { 0 };	\
	memcpy(&copy, from, size < sizeof(copy) ? size : sizeof(copy))

int bpf_take(void *context, void *data, size_t size)
{
	const struct event *event = data;
	struct state *state = context;
	pid_t pid = (pid_t)event->pid;

	switch (event->type) {
	case EVENT_MMAP: {
		COPY(struct event_mmap, data, size);
		take_mmap(state, &copy);
		break;
	}
	case EVENT_FAULT: {
		COPY(struct event_fault, data, size);
		stuck_take_fault(&state->stuck, &copy);
		break;
	}
	case EVENT_SIGNAL: {
		const struct event_signal *signal = data;
		struct incident incident = {
			.pid = pid, .tid = (pid_t)event->tid, .signal = signal->signal, .signal_code = signal->code,
			.signal_address = signal->address, .fault_ip = signal->ip, .fault_write = signal->write,
		};

		/* It may be on its way out already, and then it tells nothing. */
		if (model_maps_file(state->model, pid, signal->address))
			mapped_size_read(pid, signal->address, &incident);
		model_signal(state->model, &incident);
		break;
	}
	case EVENT_EXIT: {
		const struct event_exit *end = data;

		if (end->last) {
			model_exit(state->model, pid, end->code);
			state->gone |= pid == state->pid;
		}
		break;
	}
	case EVENT_FORK:
		model_fork(state->model, pid, (pid_t)((const struct event_fork *)data)->child);
		break;
	case EVENT_EXEC:
		model_exec(state->model, pid);
		break;
	case EVENT_UNMAP:
	case EVENT_MOVE:
	case EVENT_PROTECT:
		take_range(state, data);
		break;
	case EVENT_EFAULT:
		take_efault(state, data);
		break;
	case EVENT_OPEN: {
		const struct event_open *failed = data;

		model_open_failed(state->model, pid, failed->path, -failed->result);
		break;
	}
	case EVENT_OPERATION:
		take_operation(state, data);
		break;
	case EVENT_OOPS:
		stuck_take_oops(&state->stuck, event);
		break;
	default:
		break;
	}
	return 0;
}
