// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "explain/account.h"
#include "explain/helper.h"
#include "explain/runs.h"
#include "explain/trace-line.h"

struct account *accounts_find(struct accounts *accounts, pid_t tid)
{
	struct account *account = accounts->first;

	while (account && account->tid != tid)
		account = account->next;
	if (account)
		return account;
	account = calloc(1, sizeof(*account));
	if (!account) {
		accounts->nobody = (struct account){ .tid = tid };
		return &accounts->nobody;
	}
	account->tid = tid;
	account->next = accounts->first;
	accounts->first = account;
	return account;
}

void accounts_forget(struct accounts *accounts, pid_t tid)
{
	struct account **place = &accounts->first, *account;

	while (*place && (*place)->tid != tid)
		place = &(*place)->next;
	account = *place;
	if (account)
		*place = account->next;
	free(account);
}

void account_stop(struct account *account)
{
	account->in_mmap = false;
	account->in_fault = false;
	account->depth = 0;
	account->fault.faulted = false;
	account->fault.runs = account->fault.more_runs = 0;
}

void account_enter(struct account *account, bool is_mmap)
{
	account_stop(account);
	account->in_mmap = is_mmap;
	account->call.passed = 0;
	account->call.security = 0;
	account->call.runs = account->call.more_runs = 0;
	account->fault.fault_address = 0;
	account->fault.fault_count = 0;
}

/* --- Helpers --------------------------------------------------------------------------------- */

/* Since 6.19 the core maps where mmap_prepare has asked for it, by functions of its own. */
static enum helper find_helper(const char *function)
{
	static const struct {
		const char *function;
		enum helper helper;
	} others[] = {
		{ "remap_pfn_range_prepare", HELPER_REMAP_PFN_RANGE },
		{ "simple_ioremap_prepare", HELPER_VM_IOMAP_MEMORY },
		{ "map_kernel_pages_prepare", HELPER_VM_INSERT_PAGES },
	};

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (strcmp(function, others[i].function) == 0)
			return others[i].helper;
	return helper_find(function);
}

static uint64_t size_of(const struct accounts *accounts, const struct trace_line *line)
{
	uint64_t size = trace_line_number(line, "size"), end = trace_line_number(line, "end"),
		 pages = trace_line_number(line, "pages");

	if (end)
		size = end - trace_line_number(line, "start");
	else if (pages)
		size = pages * accounts->page;
	return size ? size : accounts->page;
}

static void enter_helper(const struct accounts *accounts, struct account *account, enum helper helper,
			 const struct trace_line *line)
{
	struct helper_run *pending = &account->pending;

	/* A helper that another one calls is no affair of the driver's. */
	if (account->depth++)
		return;
	*pending = (struct helper_run){
		.helper = helper,
		.in_fault = account->in_fault || !account->in_mmap || helper_forms[helper].gives_fault,
		.count = 1,
		.first = trace_line_number(line, "start"),
		.size = size_of(accounts, line),
		.caller = trace_line_number(line, "caller"),
	};
	pending->end = pending->first + pending->size;
	symbols_name_caller(accounts->symbols, pending->caller, pending->caller_name, sizeof(pending->caller_name));
	if (!account->in_fault)
		account->since = line->time;
}

static void leave_helper(struct account *account, const struct trace_line *line)
{
	struct helper_run *pending = &account->pending;
	uint64_t result = trace_line_number(line, "result");

	if (!account->depth || --account->depth)
		return;
	pending->result = helper_forms[pending->helper].gives_fault ? (int64_t)(uint32_t)result : (int32_t)result;
	pending->returned = true;
	runs_add(pending->in_fault ? &account->fault : &account->call, pending);
}

/* --- Faults ----------------------------------------------------------------------------------- */

/* One that is taken at the same address as the one before, with no system call between them, is counted. */
static void enter_fault(struct account *account, const struct trace_line *line)
{
	struct incident *fault = &account->fault;
	uint64_t address = trace_line_number(line, "address");

	if (!fault->fault_count || fault->fault_address != address) {
		fault->fault_count = 0;
		account->looping = line->time;
		account->counted = 0;
	}
	fault->fault_address = address;
	fault->fault_count++;
	fault->faulted = false;
	fault->runs = fault->more_runs = 0;
	account->in_fault = true;
	account->depth = 0;
	account->since = line->time;
}

static void leave_fault(struct account *account, const struct trace_line *line)
{
	account->in_fault = false;
	account->fault.fault_result = (uint32_t)trace_line_number(line, "result");
}

/* --- All ---------------------------------------------------------------------------------------- */

/* "name_enter" and "name_leave" are cut to "name". */
static bool cut_end(char *event, const char *end)
{
	size_t length = strlen(event), cut = strlen(end);

	if (length <= cut || strcmp(event + length - cut, end) != 0)
		return false;
	event[length - cut] = '\0';
	return true;
}

static void take_entry(const struct accounts *accounts, struct account *account, const struct trace_line *line)
{
	enum helper helper = find_helper(line->event);

	if (helper < HELPER_COUNT)
		enter_helper(accounts, account, helper, line);
	else if (strcmp(line->event, "__do_fault") == 0)
		enter_fault(account, line);
	else if (strcmp(line->event, "mmap_region") == 0 && account->in_mmap)
		account->call.passed |= PASSED_CHECKS;
}

static void take_end(struct account *account, const struct trace_line *line)
{
	if (find_helper(line->event) < HELPER_COUNT) {
		leave_helper(account, line);
	} else if (strcmp(line->event, "__do_fault") == 0) {
		leave_fault(account, line);
	} else if (strcmp(line->event, "handle_mm_fault") == 0) {
		account->fault.faulted = true;
		account->fault.fault_result = (uint32_t)trace_line_number(line, "result");
	} else if (strcmp(line->event, "security_mmap_file") == 0 && account->in_mmap) {
		account->call.security = (int32_t)trace_line_number(line, "result");
		if (!account->call.security)
			account->call.passed |= PASSED_SECURITY;
	}
}

/* What was entered may have been left among what is lost. */
static void take_loss(struct accounts *accounts, unsigned long lost)
{
	accounts->lost += lost;
	for (struct account *account = accounts->first; account; account = account->next) {
		account->in_fault = false;
		account->depth = 0;
	}
}

uint64_t accounts_take(struct accounts *accounts, const char *text)
{
	unsigned long lost = trace_line_lost(text);
	struct trace_line line;

	if (lost)
		take_loss(accounts, lost);
	if (lost || !trace_line_parse(text, &line))
		return 0;
	if (cut_end(line.event, "_enter"))
		take_entry(accounts, accounts_find(accounts, line.tid), &line);
	else if (cut_end(line.event, "_leave"))
		take_end(accounts_find(accounts, line.tid), &line);
	return line.time;
}

/* --- Incidents ------------------------------------------------------------------------------------ */

static void add_pending(const struct account *account, bool in_fault, struct incident *incident)
{
	if (!account->depth || account->pending.in_fault != in_fault)
		return;
	runs_add(incident, &account->pending);
	snprintf(incident->stuck_in, sizeof(incident->stuck_in), "%s", helper_name(account->pending.helper));
}

void account_call(const struct account *account, struct incident *incident)
{
	incident->passed |= account->call.passed;
	incident->security = account->call.security;
	incident->runs = account->call.runs;
	incident->more_runs = account->call.more_runs;
	memcpy(incident->run, account->call.run, sizeof(incident->run));
	if (!incident->returned)
		add_pending(account, false, incident);
}

void account_fault(const struct account *account, struct incident *incident)
{
	incident->faulted = true;
	incident->fault_result = account->fault.fault_result;
	incident->fault_count = account->fault.fault_count;
	if (!incident->fault_address)
		incident->fault_address = account->fault.fault_address;
	incident->runs = account->fault.runs;
	incident->more_runs = account->fault.more_runs;
	memcpy(incident->run, account->fault.run, sizeof(incident->run));
	if (!account->in_fault && !account->depth)
		return;
	/* What it will answer is not known. */
	incident->fault_result = 0;
	strcpy(incident->stuck_in, "__do_fault");
	add_pending(account, true, incident);
}
