/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Processes that our programs in the kernel stopped, so that a driver's functions be probed
 * before it runs any: each is let go on once that is done.
 */
#ifndef MAPS_CONTINUED_H
#define MAPS_CONTINUED_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct ring_buffer;

/* How many processes can be stopped for probes within a moment, as those of a pipeline. */
#define CONTINUED	16

/**
 * struct continued - whom we let go on
 * @ring: what tells of one that is stopped; who takes it from there calls continued_add()
 * @latest: the latest ones, and when
 * @next: the oldest of these is at this, modulo CONTINUED
 * @stops: how many there were
 */
struct continued {
	struct ring_buffer *ring;
	struct {
		pid_t pid;
		uint64_t at;
	} latest[CONTINUED];
	unsigned int next;
	unsigned long stops;
};

/* Let @pid go on, which has stopped, or is about to. Returns 0, too where it is gone, or -errno: it stays stopped. */
int continued_add(struct continued *continued, pid_t pid);

/*
 * To be called often: let those go on whose stop came late, or who have stopped because another
 * was. Returns whether there may be more of these in a moment.
 */
bool continued_late(struct continued *continued);

#endif /* MAPS_CONTINUED_H */
