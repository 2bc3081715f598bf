/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The helpers that a driver calls: those that follow each other, from one place and with
 * one result, are one run.
 */
#ifndef MAPS_RUNS_BPF_H
#define MAPS_RUNS_BPF_H

#include "explain/registers.bpf.h"
#include "explain/watch.bpf.h"

static __always_inline struct event_fault *make_fault(void)
{
	__u32 thread = this_thread(), zero = 0;
	struct event_fault *fault = bpf_map_lookup_elem(&new_fault, &zero);

	if (!fault)
		return NULL;
	bpf_map_update_elem(&faults, &thread, fault, BPF_ANY);
	fault = bpf_map_lookup_elem(&faults, &thread);
	if (fault)
		begin(&fault->event, EVENT_FAULT);
	else
		__sync_fetch_and_add(&lost, 1);
	return fault;
}

/* Where this thread's helpers are written down: in its fault, if it is in one, or its mmap. */
static __always_inline struct event_runs *current_runs(void)
{
	__u32 thread = this_thread();
	struct event_fault *fault = bpf_map_lookup_elem(&faults, &thread);
	struct event_mmap *call;

	if (fault) {
		barrier_var(fault);
		return &fault->runs;
	}
	call = bpf_map_lookup_elem(&calls, &thread);
	if (!call)
		return NULL;
	/* The compiler would add to the pointer first and ask then; the verifier refuses that. */
	barrier_var(call);
	return &call->runs;
}

/*
 * Whether a helper was called by the one that is pending: deeper in the stack; or, in its last
 * line, at the same place, for the same address, and from elsewhere than that one was. If not,
 * the end of that one was missed, as the end of a handler can be: see fault.bpf.h.
 */
static __always_inline bool is_part(const struct event_runs *runs, __u64 address, __u64 stack, __u64 caller)
{
	if (stack != runs->stack)
		return stack < runs->stack;
	return address == runs->pending.first && caller != runs->pending.caller;
}

static __always_inline void enter_helper(struct pt_regs *ctx, __u32 helper, __u64 address, __u64 size, __u64 count)
{
	__u64 stack = STACK(ctx), caller = return_address(ctx);
	struct event_runs *runs = current_runs();
	struct event_fault *fault;

	if (!runs) {
		fault = make_fault();
		if (!fault)
			return;
		fault->address = address;
		runs = &fault->runs;
	}
	/* A helper that another one calls is no affair of the driver's. */
	if (runs->depth && is_part(runs, address, stack, caller)) {
		runs->depth++;
		return;
	}
	if (runs->depth)
		__sync_fetch_and_add(&missed, 1);
	runs->depth = 1;
	runs->stack = stack;
	runs->pending.helper = helper;
	runs->pending.first = address;
	runs->pending.size = size;
	runs->pending.count = count;
	runs->pending.end = address + size * count;
	runs->pending.caller = caller;
}

static __always_inline bool continues(const struct event_run *run, const struct event_run *next)
{
	return run->helper == next->helper && run->caller == next->caller && run->result == next->result &&
	       run->end == next->first;
}

static __always_inline void leave_helper(struct pt_regs *ctx, bool sign)
{
	struct event_runs *runs = current_runs();
	struct event_run *pending, *last;
	__u32 used;

	if (!runs || !runs->depth || --runs->depth)
		return;
	pending = &runs->pending;
	pending->result = sign ? (__s64)(int)RESULT(ctx) : (__s64)(__u32)RESULT(ctx);
	pending->returned = 1;
	used = runs->count;
	if (used && used <= EVENT_RUNS) {
		last = &runs->run[(used - 1) & (EVENT_RUNS - 1)];
		/* What is good is not left out for its size, where there is no place for a run of its own. */
		if (continues(last, pending) &&
		    (last->size == pending->size || (used == EVENT_RUNS && !pending->result))) {
			if (last->size != pending->size)
				last->size = 0;
			last->count += pending->count;
			last->end = pending->end;
			pending->returned = 0;
			return;
		}
	}
	if (used < EVENT_RUNS) {
		runs->count = used + 1;
		/* The verifier wants the bound that the compiler finds needless. */
		barrier_var(used);
		runs->run[used & (EVENT_RUNS - 1)] = *pending;
	} else if (pending->result) {
		runs->more += runs->run[EVENT_RUNS - 1].count;
		runs->run[EVENT_RUNS - 1] = *pending;
	} else {
		runs->more += pending->count;
	}
	pending->returned = 0;
}

#endif /* MAPS_RUNS_BPF_H */
