/* SPDX-License-Identifier: BSD-2-Clause */
/* The ways to see what a process does; each is in a file collect-NAME.c. */
#ifndef MAPS_COLLECT_H
#define MAPS_COLLECT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct model;

/**
 * struct subject - a process that is watched
 * @pid: it
 * @own: it is a child of ours, and waits for launch_go() when the watch begins
 * @gate, @answer: what it waits at, and what it says if it cannot run; see launch.h
 * @seconds: after which something that has not returned is said to be stuck
 * @ended, @status: whether it has ended, and, of an own one, how, as of waitpid()
 * @stuck: it was given up, because something in it never returned
 */
struct subject {
	pid_t pid;
	bool own;
	int gate;
	int answer;
	int seconds;
	bool ended;
	int status;
	bool stuck;
};

#define COLLECT_TEXT 256

/* How long a process may take to be gone once it is killed. */
#define KILL_SECONDS 3

/**
 * struct collector - a way
 * @name: as in incident.source
 * @open: make ready. NULL: it cannot be done here, for the reason @why. @blind is
 *	what it cannot see, as a sentence; empty: nothing
 * @run: watch a process until it has ended, and fill in the model
 * @close: undo @open
 */
struct collector {
	const char *name;
	void *(*open)(struct model *model, char why[COLLECT_TEXT], char blind[COLLECT_TEXT]);
	int (*run)(void *state, struct subject *subject);
	void (*close)(void *state);
};

extern const struct collector collector_bpf;
extern const struct collector collector_tracefs;
extern const struct collector collector_ptrace;

/* Set by a signal that asks for the end of the watch. */
extern volatile int collect_enough;

#endif /* MAPS_COLLECT_H */
