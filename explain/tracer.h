/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Follow a process by ptrace: what comes and goes between it and the kernel. What
 * happens inside the kernel, another may add to it.
 */
#ifndef MAPS_TRACER_H
#define MAPS_TRACER_H

#include <stdbool.h>
#include <sys/types.h>

#include "explain/collect.h"
#include "explain/incident.h"

/* What a thread that has not been heard of for long does. */
enum inside_state {
	INSIDE_FINE,
	INSIDE_SUSPECT,		/* it may be stuck: if it can be stopped, it is not */
	INSIDE_STUCK,
};

/**
 * struct inside - who knows what a thread does in the kernel
 * @context: for the functions; they are called while the thread stands still,
 *	but for @look
 * @follow: from now on, tell of this thread and what it forks. Returns 0 or -errno
 * @enter: it begins a system call
 * @stop: it has come back from the kernel, and goes on with nothing in flight
 * @call: add what was seen of its mmap; with what is in flight, if it has not returned
 * @fault: add what was seen of its last access to memory. False: nothing
 * @look: what it does, if it is in a fault; if that is stuck, @incident is what was seen
 * @is_unfinished: it has died in the midst of something, as it does of an oops; @incident
 *	is what was seen
 * @forget: it is gone
 */
struct inside {
	void *context;
	int (*follow)(void *context, pid_t tid);
	void (*enter)(void *context, pid_t tid, bool is_mmap);
	void (*stop)(void *context, pid_t tid);
	void (*call)(void *context, pid_t tid, struct incident *incident);
	bool (*fault)(void *context, pid_t tid, struct incident *incident);
	enum inside_state (*look)(void *context, pid_t tid, int seconds, struct incident *incident);
	bool (*is_unfinished)(void *context, pid_t tid, struct incident *incident);
	void (*forget)(void *context, pid_t tid);
};

struct tracer;

/* @source is for the incidents; @inside may be NULL. NULL: no memory. */
struct tracer *tracer_new(struct model *model, const char *source, const struct inside *inside);
void tracer_free(struct tracer *tracer);

/* As collector.run. */
int tracer_run(struct tracer *tracer, struct subject *subject);

#endif /* MAPS_TRACER_H */
