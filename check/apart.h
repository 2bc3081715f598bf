/* SPDX-License-Identifier: BSD-2-Clause */
/* Run something in a process of its own, which may die or hang. */
#ifndef MAPS_APART_H
#define MAPS_APART_H

/**
 * struct ending - how such a process ended
 * @how: by itself with status 0 or with another one, by a signal, killed by us after the time
 *	limit, or not at all: it, or a process that it has forked, hangs in the kernel
 * @signal: the signal that killed it
 */
struct ending {
	enum {
		ENDED_WELL,
		ENDED_BY_EXIT,
		ENDED_BY_SIGNAL,
		ENDED_LATE,
		ENDED_NEVER,
	} how;
	int signal;
};

/*
 * Run @function(@argument) in a child, for @milliseconds at most. What the child forks is killed with
 * it. It must report through shared memory: it has no standard input and output, so that nobody who
 * reads ours waits for a child that hangs. Returns 0 and *@ending, or -errno if there is no child.
 */
int apart_run(void (*function)(void *argument), void *argument, int milliseconds, struct ending *ending);

/* The same, but it also ends once the descriptor @stop can be read; -1: there is none. */
int apart_run_until(void (*function)(void *argument), void *argument, int milliseconds, int stop,
		    struct ending *ending);

#endif /* MAPS_APART_H */
