/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What each thread does inside the kernel, as the lines of trace_pipe tell it. An event
 * is called after its function, "remap_pfn_range_enter" and "remap_pfn_range_leave",
 * and has these fields, as far as the function has them:
 *
 *   caller	the return address
 *   start	the address that is to be mapped, or the beginning of the VMA
 *   size, end, pages	how much; without one of them, it is a page
 *   address	of a fault
 *   result	what the function returned
 */
#ifndef MAPS_ACCOUNT_H
#define MAPS_ACCOUNT_H

#include <stdbool.h>

#include "explain/incident.h"
#include "explain/symbols.h"

/**
 * struct account - what a thread did since it was last in user space, or entered a call
 * @in_mmap: it is in an mmap
 * @in_fault: it is in __do_fault()
 * @depth, @pending: how deep in helpers that call others, and the outermost one
 * @since: when it entered what it is in, in microseconds
 * @call: the stages and helpers of its mmap
 * @fault: the address, helpers and result of its last fault; @fault.faulted: an error
 * @looping: since when it has taken that fault, again and again; with @fault.fault_count
 * @counted: how many there were when it was last looked at
 */
struct account {
	pid_t tid;
	bool in_mmap;
	bool in_fault;
	unsigned int depth;
	struct helper_run pending;
	uint64_t since;
	struct incident call;
	struct incident fault;
	uint64_t looping;
	uint32_t counted;
	struct account *next;
};

/**
 * struct accounts - of all threads
 * @symbols: to name callers; may be NULL
 * @page: bytes of a page
 * @lost: events that were overwritten before they were read
 * @first: of all; @nobody takes the place of one that there was no memory for
 */
struct accounts {
	struct symbols *symbols;
	uint64_t page;
	unsigned long lost;
	struct account *first;
	struct account nobody;
};

/* Returns when that happened, in microseconds; 0: it is no event. */
uint64_t accounts_take(struct accounts *accounts, const char *text);

/* A new one, where there is none yet. */
struct account *accounts_find(struct accounts *accounts, pid_t tid);

void accounts_forget(struct accounts *accounts, pid_t tid);

/* It begins a system call; or it has come back from the kernel. */
void account_enter(struct account *account, bool is_mmap);
void account_stop(struct account *account);

/* Add what was seen to the incident of an mmap, or of a fault. */
void account_call(const struct account *account, struct incident *incident);
void account_fault(const struct account *account, struct incident *incident);

#endif /* MAPS_ACCOUNT_H */
