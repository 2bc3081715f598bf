// SPDX-License-Identifier: BSD-2-Clause
/*
 * By ptrace what the process does, and by probes of tracefs what the kernel does for it:
 * for kernels that let nobody load BPF programs, or without BTF. A driver's own functions
 * cannot be found so; the helpers that they call can.
 *
 * Arguments are what the kernel's $arg1 and so on are, and what they point to is the same
 * on all kernels: a VMA begins with its two addresses, a struct vm_area_desc has them
 * behind two pointers, and a struct vm_fault has its address behind three words.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "explain/account.h"
#include "explain/collect.h"
#include "explain/flags.h"
#include "explain/tracefs.h"
#include "explain/tracer.h"

#ifdef __x86_64__
#define CALLER "caller=$stack0:x64 "
#else
#define CALLER "caller=%lr:x64 "
#endif

#define AT CALLER "start=$arg2:x64"
#define WHOLE CALLER "start=+0($arg1):x64 end=+8($arg1):x64"
#define PREPARED CALLER "start=+16($arg1):x64 end=+24($arg1):x64"
#define RESULT "result=$retval:x32"

/* So many faults at one address, one after the other, between two looks, are no accident: see stuck.c. */
#define MANY_FAULTS 1000

/* Times are in microseconds. */
#define SECOND UINT64_C(1000000)

/**
 * struct hook - a function of the kernel, and what its probes tell; see account.h
 * @entry, @end: the fields; NULL: no probe
 * @filter: what is told of its end; NULL: all
 * @hides: what is not seen without it; 0 for what only some kernels have
 */
struct hook {
	const char *function;
	const char *entry;
	const char *end;
	const char *filter;
	uint32_t hides;
};

static const struct hook hooks[] = {
	{ "security_mmap_file", NULL, RESULT, NULL, PASSED_SECURITY },
	{ "mmap_region", "", NULL, NULL, PASSED_CHECKS },
	/* VM_FAULT_ERROR: the faults of a process are many, and most are good. */
	{ "handle_mm_fault", NULL, RESULT, "result & 0x873", PASSED_FAULTS },
	{ "__do_fault", "address=+24($arg1):x64", RESULT, NULL, 0 },
	{ "remap_pfn_range", AT " size=$arg4:x64", RESULT, NULL, PASSED_HELPERS },
	{ "remap_vmalloc_range", WHOLE, RESULT, NULL, PASSED_HELPERS },
	{ "remap_vmalloc_range_partial", AT " size=$arg5:x64", RESULT, NULL, PASSED_HELPERS },
	{ "vm_insert_page", AT, RESULT, NULL, PASSED_HELPERS },
	{ "vm_insert_pages", AT " pages=+0($arg4):x64", RESULT, NULL, PASSED_HELPERS },
	{ "vm_map_pages", WHOLE, RESULT, NULL, PASSED_HELPERS },
	{ "vm_map_pages_zero", WHOLE, RESULT, NULL, PASSED_HELPERS },
	{ "vm_iomap_memory", WHOLE, RESULT, NULL, PASSED_HELPERS },
	{ "vmf_insert_pfn", AT, RESULT, NULL, PASSED_HELPERS },
	{ "vmf_insert_pfn_prot", AT, RESULT, NULL, PASSED_HELPERS },
	{ "vmf_insert_mixed", AT, RESULT, NULL, PASSED_HELPERS },
	{ "remap_pfn_range_prepare", PREPARED, RESULT, NULL, 0 },
	{ "simple_ioremap_prepare", PREPARED, RESULT, NULL, 0 },
	{ "map_kernel_pages_prepare", PREPARED, RESULT, NULL, 0 },
};

#define HOOKS (sizeof(hooks) / sizeof(hooks[0]))

/**
 * struct state - the collector
 * @unwatched: as in incident.unwatched, of all
 * @inside: our part for @tracer
 * @blind: where what cannot be seen is said
 */
struct state {
	struct tracefs *tracefs;
	struct tracer *tracer;
	struct accounts accounts;
	uint32_t unwatched;
	struct inside inside;
	char *blind;
};

/* --- For the tracer ------------------------------------------------------------------------------ */

/* By the clock of the events. */
static uint64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * SECOND + (uint64_t)time.tv_nsec / 1000;
}

/* The account of a thread, with all that it did so far. What others do meanwhile may be without end. */
static struct account *account_of(struct state *state, pid_t tid)
{
	uint64_t begun = now();
	const char *text;

	while ((text = tracefs_line(state->tracefs)))
		if (accounts_take(&state->accounts, text) > begun)
			break;
	return accounts_find(&state->accounts, tid);
}

static int follow(void *context, pid_t tid)
{
	struct state *state = context;

	return tracefs_follow(state->tracefs, tid);
}

static void enter(void *context, pid_t tid, bool is_mmap)
{
	account_enter(account_of(context, tid), is_mmap);
}

static void stop(void *context, pid_t tid)
{
	account_stop(account_of(context, tid));
}

static void call(void *context, pid_t tid, struct incident *incident)
{
	struct state *state = context;

	account_call(account_of(state, tid), incident);
	incident->unwatched = state->unwatched;
}

static bool fault(void *context, pid_t tid, struct incident *incident)
{
	struct state *state = context;
	const struct account *account = account_of(state, tid);

	if (!account->fault.faulted)
		return false;
	account_fault(account, incident);
	incident->unwatched = state->unwatched;
	return true;
}

static bool is_inside(const struct account *account)
{
	return account->in_fault || account->depth;
}

static bool is_old(uint64_t since, uint64_t time)
{
	return since + time <= now();
}

/* The same fault again and again; a late one is waited for, lest it was the last. */
static bool is_looping(struct account *account, int seconds)
{
	uint32_t before = account->counted;

	account->counted = account->fault.fault_count;
	return before >= MANY_FAULTS && account->counted >= before + MANY_FAULTS &&
	       is_old(account->looping, (unsigned int)seconds * SECOND);
}

static enum inside_state look(void *context, pid_t tid, int seconds, struct incident *incident)
{
	struct state *state = context;
	struct account *account = account_of(state, tid);
	uint64_t time = (unsigned int)seconds * SECOND;

	incident->unwatched = state->unwatched;
	if (is_looping(account, seconds)) {
		account->in_fault = false;
		account_fault(account, incident);
		return INSIDE_STUCK;
	}
	if (!is_inside(account) || !is_old(account->since, time / 2))
		return INSIDE_FINE;
	if (!is_old(account->since, time + SECOND))
		return INSIDE_SUSPECT;
	account_fault(account, incident);
	return INSIDE_STUCK;
}

static bool is_unfinished(void *context, pid_t tid, struct incident *incident)
{
	struct state *state = context;
	const struct account *account = account_of(state, tid);

	if (!is_inside(account))
		return false;
	account_fault(account, incident);
	incident->unwatched = state->unwatched;
	return true;
}

static void forget(void *context, pid_t tid)
{
	struct state *state = context;

	accounts_forget(&state->accounts, tid);
}

/* --- Open and close --------------------------------------------------------------------------------- */

/* False: the kernel has no such function, or lets nobody probe it. */
static bool probe(struct state *state, const struct hook *hook, bool at_end)
{
	const char *fields = at_end ? hook->end : hook->entry;
	char event[64];
	int err;

	if (!fields)
		return true;
	snprintf(event, sizeof(event), "%s_%s", hook->function, at_end ? "leave" : "enter");
	err = tracefs_probe(state->tracefs, event, at_end, hook->function, fields);
	if (!err && at_end && hook->filter)
		err = tracefs_filter(state->tracefs, event, hook->filter);
	return !err;
}

/* Returns how many functions are probed; the names of those that should be, and are not, go to @missing. */
static size_t probe_all(struct state *state, char *missing, size_t size)
{
	bool there[HOOKS];
	size_t count = 0, used = 0;

	for (size_t i = 0; i < HOOKS; i++)
		there[i] = probe(state, &hooks[i], true);
	for (size_t i = 0; i < HOOKS; i++) {
		there[i] = there[i] && probe(state, &hooks[i], false);
		count += there[i];
		if (there[i] || !hooks[i].hides)
			continue;
		state->unwatched |= hooks[i].hides;
		if (used < size)
			used += (size_t)snprintf(missing + used, size - used, ", nor %s()", hooks[i].function);
	}
	return count;
}

static void close_state(void *context)
{
	struct state *state = context;

	if (state->tracefs)
		tracefs_close(state->tracefs);
	if (state->tracer)
		tracer_free(state->tracer);
	while (state->accounts.first)
		accounts_forget(&state->accounts, state->accounts.first->tid);
	symbols_free(state->accounts.symbols);
	free(state);
}

/* Returns 0 or -errno; @missing is what cannot be probed. */
static int begin(struct state *state, struct model *model, char *missing, size_t size)
{
	state->inside = (struct inside){
		.context = state, .follow = follow, .enter = enter, .stop = stop, .call = call, .fault = fault,
		.look = look, .is_unfinished = is_unfinished, .forget = forget,
	};
	state->accounts.page = (uint64_t)sysconf(_SC_PAGESIZE);
	state->accounts.symbols = symbols_load();
	state->tracer = tracer_new(model, "tracefs", &state->inside);
	if (!state->tracer)
		return -ENOMEM;
	if (!probe_all(state, missing, size))
		return -ENOENT;
	return tracefs_begin(state->tracefs);
}

static void *open_state(struct model *model, char why[COLLECT_TEXT], char blind[COLLECT_TEXT])
{
	struct state *state = calloc(1, sizeof(*state));
	char missing[60] = "";
	int err;

	if (!state) {
		snprintf(why, COLLECT_TEXT, "%s", strerror(ENOMEM));
		return NULL;
	}
	state->blind = blind;
	state->tracefs = tracefs_open(why, COLLECT_TEXT);
	if (!state->tracefs) {
		close_state(state);
		return NULL;
	}
	err = begin(state, model, missing, sizeof(missing));
	if (err) {
		snprintf(why, COLLECT_TEXT, "the kernel takes no probes: %s", strerror(-err));
		close_state(state);
		return NULL;
	}
	if (!missing[0] && !state->accounts.symbols)
		snprintf(missing, sizeof(missing), "; nor, as addresses are hidden, who called helpers");
	snprintf(blind, COLLECT_TEXT, "which of the driver's functions the kernel called, and what they returned%s", missing);
	return state;
}

static int run(void *context, struct subject *subject)
{
	struct state *state = context;
	int err = tracer_run(state->tracer, subject);

	/* The faults of a loop are more than there is place for, and alike. */
	if (!err && state->accounts.lost && !subject->stuck)
		snprintf(state->blind, COLLECT_TEXT, "the driver's own functions; and %lu events were lost, as there were too many "
						     "at once", state->accounts.lost);
	return err;
}

const struct collector collector_tracefs = {
	.name = "tracefs",
	.open = open_state,
	.run = run,
	.close = close_state,
};
