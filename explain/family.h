/* SPDX-License-Identifier: BSD-2-Clause */
/* A process and all that come of it, as they are now. */
#ifndef MAPS_FAMILY_H
#define MAPS_FAMILY_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * Call @take for @pid, then for each of its children and theirs; not for ourselves, as a
 * shell's child that watches it. Who is born once its parent was taken may be missed.
 * Returns what @take did for @pid, or -ENOMEM; what it returns for the others, who may
 * end meanwhile, is no matter.
 */
int family_each(pid_t pid, int (*take)(void *context, pid_t pid), void *context);

/* Whose child @pid is, and whether it is stopped, as by SIGSTOP; 0: it has no parent, or is gone. */
pid_t family_parent(pid_t pid, bool *stopped);

#endif /* MAPS_FAMILY_H */
