/* SPDX-License-Identifier: BSD-2-Clause */
/* Signals that would end us, held off while something is to be put right first. */
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

/* From here on they wait; but those that would not end us are left as they are. */
void hold_begin(struct hold *hold);

/* For a child that is to have its signals as it would have them without us. */
void hold_leave(const struct hold *hold);

/* What has come takes effect: we end here. Where we live on, a process 1 for one, true if any has come. */
bool hold_end(struct hold *hold);

#endif /* MAPS_HOLD_H */
