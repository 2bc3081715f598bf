/* SPDX-License-Identifier: BSD-2-Clause */
/* Start a command, let it run once it is watched, and end as it did. */
#ifndef MAPS_LAUNCH_H
#define MAPS_LAUNCH_H

#include "explain/collect.h"

/*
 * Make a process that will run @command, but waits until launch_go(). It fills in
 * @subject. From here on, the signals of a terminal are the command's affair. Returns
 * 0 or -errno.
 */
int launch_start(char **command, struct subject *subject);

/* Let it run. Returns 0 or -errno. */
int launch_go(struct subject *subject);

/* When it has ended: 0, or the -errno of an exec that failed. */
int launch_failed(struct subject *subject);

/* For -p: a signal that would end us ends the watch. */
void launch_await_signals(void);

/* The watch is over, and the report comes: who does not want to wait for that ends us by a signal, as any program. */
void launch_over(const struct subject *subject);

/*
 * What to exit with for a command that ended with @status. Where a signal killed it,
 * the same signal kills us; 128 + its number is returned only where that failed.
 */
int launch_finish(int status);

#endif /* MAPS_LAUNCH_H */
