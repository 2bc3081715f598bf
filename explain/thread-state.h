/* SPDX-License-Identifier: BSD-2-Clause */
/* Where a thread is, as /proc tells: in what it was seen to enter in the kernel, or elsewhere meanwhile. */
#ifndef MAPS_THREAD_STATE_H
#define MAPS_THREAD_STATE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum thread_place {
	THREAD_UNKNOWN,		/* it waits, and we may not see for what */
	THREAD_GONE,
	THREAD_STOPPED,		/* by a signal or a debugger: at the border of the kernel */
	THREAD_RUNS,		/* or wants to: in user space, or in the kernel */
	THREAD_IN_CALL,		/* it waits in a system call */
	THREAD_IN_FAULT,	/* it waits in the kernel, and in no system call */
};

/**
 * struct thread_state - a thread at a time
 * @tid, @place: which one, and where it is
 * @call: the number of the system call, if it is in one
 * @user, @system: how long it has run outside of the kernel, and in it, in ticks
 */
struct thread_state {
	pid_t tid;
	enum thread_place place;
	long call;
	uint64_t user;
	uint64_t system;
};

void thread_state_read(pid_t tid, struct thread_state *state);

/*
 * Whether the thread has left the mmap, or else the fault, that it was seen to enter: @now is
 * its state, and @before what it was some time ago, or is of another thread. Of one that
 * runs, it is said that it has, unless it was in the kernel for most of the time between, and for
 * a tenth of a second at least.
 */
bool thread_is_elsewhere(const struct thread_state *before, const struct thread_state *now, bool in_mmap);

#endif /* MAPS_THREAD_STATE_H */
