/* SPDX-License-Identifier: BSD-2-Clause */
/* One thread of the stress: what it has open and mapped, and what it does. */
#ifndef MAPS_STRESS_WORKER_H
#define MAPS_STRESS_WORKER_H

#include <stdbool.h>
#include <stdint.h>

#include "area.h"

#define HELD	4

/* A file of an area, a mapping of it, or both: each can end before the other. */
struct held {
	bool used;
	struct area area;
	int fd;			/* -1: closed */
	int number;		/* N of /dev/mapsN; -1: it is anonymous */
	char *memory;		/* NULL: not mapped */
	unsigned long first;	/* its first page, and how many there are */
	unsigned long pages;
	bool shared;
	bool writable;
	bool split;		/* it may be of several VMAs */
	unsigned int mapping;	/* the number by which private words are known */
	unsigned long marked;	/* the word of the area that was written last, privately; 0: none */
};

struct worker {
	unsigned int number;	/* among all of them */
	unsigned int place;	/* in its process */
	unsigned long rounds;
	uint64_t random;
	struct held held[HELD];
	struct held lasting;	/* an anonymous area that is never revoked */
};

/* Operations on what a thread holds itself: operations.c. */
void worker_operate(struct worker *worker);
void worker_let_go(struct worker *worker);

/* A descriptor of a new anonymous area; the slot is not used where that failed. */
void held_create(struct held *held);
void held_drop(struct held *held);

/* Open a node that may be there or not, use it, and hold nothing: operations.c. */
void worker_knock(struct worker *worker);

/*
 * A part of the address space where each thread of a process changes what the others have
 * mapped: commons.c.
 */
void commons_make(void);
void commons_operate(struct worker *worker);
void commons_clear(void);

/* Unload the driver, if all others let go, and load it: unload.c. */
void unload_and_load(void);

#define DEVICES	2	/* that are made at load */

#endif /* MAPS_STRESS_WORKER_H */
