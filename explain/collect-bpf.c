// SPDX-License-Identifier: BSD-2-Clause
/* By BPF programs in the kernel: sees everything, and disturbs least. */
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "explain.skel.h"
#include "explain/bpf-load.h"
#include "explain/bpf-state.h"
#include "explain/clock.h"
#include "explain/collect.h"
#include "explain/family.h"
#include "explain/hooks.h"
#include "explain/launch.h"
#include "explain/model.h"
#include "explain/obstacle.h"
#include "explain/patience.h"
#include "explain/process-maps.h"

/* Of so many mappings that are there already, all flags are looked for. */
#define MOST_LOOKED	200

/* How often it is looked for what nobody tells of, in milliseconds. */
#define MOMENT	50

static bool is_probed(void *context, uint64_t address, uint64_t time)
{
	const struct state *state = context;

	return operations_have(&state->operations, address, time);
}

/* Said with what else cannot be seen. */
static void tell(const struct state *state, const char *what)
{
	size_t used = strlen(state->blind);

	snprintf(state->blind + used, COLLECT_TEXT - used, "%s%s", used ? "; " : "", what);
}

static void existing(void *context, const struct incident *mapping)
{
	struct state *state = context;
	struct incident incident = *mapping;

	strcpy(incident.source, "bpf");
	/* /proc/PID/maps has but four of the flags; to look for the others takes long where there are many mappings. */
	if (incident.is_device && state->looked++ < MOST_LOOKED)
		process_vma(incident.pid, incident.vma_start, &incident);
	model_existing(state->model, &incident);
	/* Somebody may wait for a probe meanwhile. */
	ring_buffer__consume(state->ring);
}

static void read_to_end(void *data)
{
	int fd = *(int *)data;
	char buffer[256];

	while (read(fd, buffer, sizeof(buffer)) > 0)
		;
	close(fd);
}

/*
 * Let @iterator run over what there is: the reading is all, nothing is printed. It may take the
 * mmap_lock of each process of the machine, and one may hang. False: it has not come to its end.
 */
static bool meet_all(struct bpf_program *iterator)
{
	struct patience patience = { .milliseconds = 5000 };
	struct bpf_link *link = bpf_program__attach(iterator);
	bool all = true;
	int fd;

	if (!link)
		return true;
	fd = bpf_iter_create(bpf_link__fd(link));
	if (fd >= 0)
		all = patience_ask(&patience, read_to_end, &fd, sizeof(fd));
	/* There was no thread for it. */
	if (!all && !patience.lost) {
		read_to_end(&fd);
		all = true;
	}
	bpf_link__destroy(link);
	return all;
}

/* A command that begins has files that it was given, but no mappings. False: not all were met. */
static bool meet_what_is_there(const struct state *state, bool own)
{
	struct bpf_program *mappings = state->skeleton->progs.open_mappings;

	meet_all(state->skeleton->progs.open_files);
	return own || !bpf_program__autoload(mappings) || meet_all(mappings);
}

/* Another's child may stay a zombie for long; that it has ended, we were told. */
static bool is_gone(const struct state *state, struct subject *subject)
{
	if (subject->own)
		return waitpid(subject->pid, &subject->status, WNOHANG) == subject->pid;
	return state->gone || (kill(subject->pid, 0) < 0 && errno == ESRCH);
}

/*
 * Nobody is watched any more, nor stopped for a probe: whom the command left behind goes on,
 * and so does who stops itself a moment later, as that one was stopped.
 */
static void let_go(struct state *state)
{
	int map = bpf_map__fd(state->skeleton->maps.watched);
	uint32_t process;

	while (bpf_map_get_next_key(map, NULL, &process) == 0 && bpf_map_delete_elem(map, &process) == 0)
		;
	ring_buffer__consume(state->ring);
	while (continued_late(&state->continued)) {
		poll(NULL, 0, MOMENT);
		ring_buffer__consume(state->ring);
	}
}

/* The command, and whom it left behind: what hangs may be any of them. */
static void kill_all(const struct state *state, const struct subject *subject)
{
	int map = bpf_map__fd(state->skeleton->maps.watched);
	uint32_t process, *last = NULL;

	for (; bpf_map_get_next_key(map, last, &process) == 0; last = &process)
		kill((pid_t)process, SIGKILL);
	kill(subject->pid, SIGKILL);
}

/* Returns when the process has ended, when we were asked to end, or when it cannot be killed. */
static void follow(struct state *state, struct subject *subject)
{
	uint64_t killed = 0, scanned = clock_now();

	while (!collect_enough || subject->own) {
		struct pollfd ready = { .fd = ring_buffer__epoll_fd(state->ring), .events = POLLIN };

		if (is_gone(state, subject)) {
			subject->ended = true;
			return;
		}
		poll(&ready, 1, MOMENT);
		ring_buffer__consume(state->ring);
		continued_late(&state->continued);
		if (clock_is_old(scanned, 1)) {
			scanned = clock_now();
			stuck_scan(&state->stuck, subject->seconds);
		}
		if (!state->stuck.found && !state->hopeless)
			continue;
		if (!subject->own || clock_is_old(killed, KILL_SECONDS)) {
			subject->stuck = true;
			return;
		}
		if (!killed) {
			killed = clock_now();
			kill_all(state, subject);
		}
	}
}

static int watch(void *context, pid_t pid)
{
	struct state *state = context;
	uint32_t process = (uint32_t)pid, yes = 1;

	if (bpf_map_update_elem(bpf_map__fd(state->skeleton->maps.watched), &process, &yes, BPF_ANY) < 0)
		return -errno;
	return 0;
}

/* The children that it has from then on are watched by themselves. */
static int watch_running(void *context, pid_t pid)
{
	int err = watch(context, pid);

	return err ? err : process_maps(pid, existing, context);
}

/* How often the kernel left one of the programs out, as another run of it was not at its end; told since 5.12. */
static uint64_t left_out(const struct state *state)
{
	struct bpf_program *program;
	uint64_t times = 0;

	bpf_object__for_each_program(program, state->skeleton->obj) {
		struct bpf_prog_info info = { 0 };
		uint32_t size = sizeof(info);

		if (bpf_program__fd(program) >= 0 && !bpf_obj_get_info_by_fd(bpf_program__fd(program), &info, &size))
			times += info.recursion_misses;
	}
	return times;
}

static void tell_times(const struct state *state, uint64_t times, const char *what)
{
	char text[COLLECT_TEXT];

	snprintf(text, sizeof(text), "%" PRIu64 " %s", times, what);
	if (times)
		tell(state, text);
}

static int run(void *context, struct subject *subject)
{
	struct state *state = context;
	bool met;
	int err;

	state->pid = subject->pid;
	err = subject->own ? watch(state, subject->pid) : family_each(subject->pid, watch_running, state);
	if (err)
		return err;
	met = meet_what_is_there(state, subject->own);
	ring_buffer__consume(state->ring);
	if (subject->own) {
		err = launch_go(subject);
		if (err)
			return err;
	}
	follow(state, subject);
	let_go(state);
	if (!met)
		tell(state, "the fault handlers of mappings that were there before, as some process hangs in mmap");
	tell_times(state, state->skeleton->bss->lost, "records were lost, as there were too many at once");
	tell_times(state, state->skeleton->bss->missed,
		   "times the end of a fault handler or a helper was not seen, as where too many threads are in one");
	tell_times(state, left_out(state), "times the kernel left out a program of the watch, as it was running already");
	return 0;
}

/*
 * Run on each processor once. A thread that the kernel killed while it held a lock can wait
 * for that lock itself, with interrupts off, until another one wants its processor
 * (rwsem_spin_on_owner() in kernel/locking/rwsem.c; seen on 5.10, arm64). To close a hook of
 * such a processor would take this one with it, too.
 */
static void visit_processors(void)
{
	cpu_set_t all, one;

	if (sched_getaffinity(0, sizeof(all), &all))
		return;
	for (int processor = 0; processor < CPU_SETSIZE; processor++) {
		if (!CPU_ISSET(processor, &all))
			continue;
		CPU_ZERO(&one);
		CPU_SET(processor, &one);
		sched_setaffinity(0, sizeof(one), &one);
	}
	sched_setaffinity(0, sizeof(all), &all);
}

static void close_state(void *context)
{
	struct state *state = context;

	/* Who met a driver in the very moment of let_go() is not to stay stopped. */
	if (state->ring)
		ring_buffer__consume(state->ring);
	if (state->stuck.found)
		visit_processors();
	operations_close(&state->operations);
	hooks_detach(state->hooks);
	ring_buffer__free(state->ring);
	explain__destroy(state->skeleton);
	symbols_free(state->symbols);
	free(state);
}

static void *open_state(struct model *model, char why[COLLECT_TEXT], char blind[COLLECT_TEXT])
{
	const char *reason = obstacle_find_for_bpf();
	struct state *state;
	char missing[120];

	if (reason) {
		snprintf(why, COLLECT_TEXT, "%s", reason);
		return NULL;
	}
	state = calloc(1, sizeof(*state));
	if (!state)
		return NULL;
	state->model = model;
	state->blind = blind;
	if (!bpf_load(state, why)) {
		close_state(state);
		return NULL;
	}
	state->symbols = symbols_load();
	state->records = (struct records){ .symbols = state->symbols, .is_probed = is_probed, .context = state };
	state->stuck.model = model;
	state->stuck.records = &state->records;
	state->hooks = hooks_attach(state->skeleton->obj, missing, sizeof(missing), &state->records.unwatched);
	if (!state->hooks) {
		if (missing[0])
			snprintf(why, COLLECT_TEXT, "none of these functions can be probed: %s", missing);
		else
			snprintf(why, COLLECT_TEXT, "the tracepoints of system calls cannot be had");
		close_state(state);
		return NULL;
	}
	if (missing[0])
		snprintf(blind, COLLECT_TEXT, "these functions could not be probed: %s", missing);
	else if (!state->symbols)
		snprintf(blind, COLLECT_TEXT, "the kernel hides its addresses, so functions have no names");
	return state;
}

const struct collector collector_bpf = {
	.name = "bpf",
	.open = open_state,
	.run = run,
	.close = close_state,
};
