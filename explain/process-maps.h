/* SPDX-License-Identifier: BSD-2-Clause */
/* What a process has mapped, as /proc tells, in the form of incidents. */
#ifndef MAPS_PROCESS_MAPS_H
#define MAPS_PROCESS_MAPS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "explain/incident.h"

/*
 * Call @take with each mapping of a file: whose, where, of what, and four of its flags. Returns 0
 * or -errno; -ETIMEDOUT: nobody can tell, as the process hangs in what changes its mappings;
 * -EAGAIN: there is no thread or no memory to ask with.
 */
int process_maps(pid_t pid, void (*take)(void *context, const struct incident *mapping), void *context);

/*
 * Fill in the VMA at @address: range and flags, as /proc/PID/smaps has them, which
 * are not all. Returns whether there is one that can be looked at.
 */
bool process_vma(pid_t pid, uint64_t address, struct incident *incident);

/* Fill in the file that is open as @fd; false where none is. */
bool process_file(pid_t pid, int fd, struct incident *incident);

/* Whether that is a regular file: it is taken for one, too, if it does not answer, as one of a server may not. */
bool process_has_regular(pid_t pid, int fd);

#endif /* MAPS_PROCESS_MAPS_H */
