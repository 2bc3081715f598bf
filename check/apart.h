/* SPDX-License-Identifier: BSD-2-Clause */
/* Run something in a process of its own, which may die or hang. */
#ifndef MAPS_APART_H
#define MAPS_APART_H

/**
 * struct ending - how such a process ended
 * @how: by itself, as it should or by exit() with another status than 0, by a signal,
 *	killed by us after the time limit, or not at all: the kernel does not let go of it,
 *	or of a process that it forked
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
 * Run @function(@argument) in a child, for @milliseconds at most; what it forks is
 * killed with it. What it finds out must go through memory that is shared: it has no
 * standard input and output, so nobody who reads ours waits for a child that hangs. Returns
 * 0 and *@ending, or -errno where there is no child.
 */
int apart_run(void (*function)(void *argument), void *argument, int milliseconds, struct ending *ending);

/* The same, but the time is up, too, once the descriptor @stop can be read; -1: none. */
int apart_run_until(void (*function)(void *argument), void *argument, int milliseconds, int stop,
		    struct ending *ending);

#endif /* MAPS_APART_H */
