/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What all processes of the stress know together: which areas were taken away, what was
 * done how often, and what was wrong. It lies in memory that they share.
 */
#ifndef MAPS_STRESS_LEDGER_H
#define MAPS_STRESS_LEDGER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define MOST_AREAS	(1U << 17)
#define MOST_TOLD	24	/* of what was wrong; the rest is counted */

enum operation {
	DO_CREATE,
	DO_CREATE_ANONYMOUS,
	DO_OPEN,
	DO_CLOSE,
	DO_MAP,
	DO_UNMAP,
	DO_TOUCH,
	DO_WRITE_SHARED,
	DO_WRITE_PRIVATE,
	DO_PROTECT,
	DO_MOVE,
	DO_GROW,
	DO_ADVISE,
	DO_SYNC,
	DO_READ,
	DO_WRITE,
	DO_COPY_OVER,
	DO_FORK,
	DO_REPORT,
	DO_REVOKE,
	DO_DESTROY,
	DO_COMMON,
	DO_UNLOAD,
	OPERATIONS
};

extern const char *const operation_names[OPERATIONS];

/* Of one area: somebody began to take it away; and it is done. Never taken back. */
struct fate {
	atomic_bool going;
	atomic_bool gone;
};

struct ledger {
	atomic_uint next_area;
	atomic_uint next_mapping;
	atomic_bool wanted_back;	/* all let go, so that the module can be unloaded */
	atomic_uint epoch;		/* odd while it is being unloaded and loaded */
	atomic_bool away;		/* it is unloaded */
	atomic_uint done[OPERATIONS];
	atomic_uint refused[OPERATIONS];
	atomic_uint taken_away;		/* accesses that were SIGBUS */
	atomic_uint absent;		/* opens that failed, as it was away */
	atomic_uint complaints;
	char texts[MOST_TOLD][240];
	struct fate fates[MOST_AREAS];
};

extern struct ledger *ledger;

void ledger_make(void);

/* The one who speaks: a thread, in its words for people. */
void ledger_complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The calling thread, and how far it is: part of each complaint. */
extern __thread unsigned int ledger_thread, ledger_round;

/*
 * Count an operation. @error, 0 or an errno, may be one of @legal, which ends with 0;
 * any other is a complaint. Returns whether it was done.
 */
bool ledger_count(enum operation operation, int error, const int legal[]);

static inline bool area_going(unsigned int id)
{
	return atomic_load(&ledger->fates[id].going);
}

static inline bool area_gone(unsigned int id)
{
	return atomic_load(&ledger->fates[id].gone);
}

#endif /* MAPS_STRESS_LEDGER_H */
