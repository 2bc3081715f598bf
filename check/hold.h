/* SPDX-License-Identifier: BSD-2-Clause */
/* Hold off signals that would end us, until everything has been put back. */
#ifndef MAPS_HOLD_H
#define MAPS_HOLD_H

#include <signal.h>
#include <stdbool.h>

/**
 * struct hold - SIGINT, SIGQUIT, SIGTERM and SIGHUP, held off
 * @before: the signals that were blocked before
 * @fd: it can be read once one of them has come; -1 where there is no such descriptor
 */
struct hold {
	sigset_t before;
	int fd;
};

/* From here on they wait. Those that would not end us are left as they are. */
void hold_begin(struct hold *hold);

/* In a child: let signals be as they were before. */
void hold_leave(const struct hold *hold);

/* Let the signals that have come take effect: we end here. Process 1, for example, lives on: true if any has come. */
bool hold_end(struct hold *hold);

#endif /* MAPS_HOLD_H */
