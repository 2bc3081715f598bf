/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's tracing, by files: probes at functions, and a buffer of our own for what
 * they tell. All of it is taken away again when this process ends, however it ends.
 */
#ifndef MAPS_TRACEFS_H
#define MAPS_TRACEFS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct tracefs;

/* NULL: it cannot be had, for the reason @why. Nothing is traced yet. */
struct tracefs *tracefs_open(char *why, size_t size);

/*
 * Make a probe that is called @event and tells @fields, at the entry of @function, or at
 * its end. Where it has both, the one at the end has to be made first: it puts its own
 * return address in the place of the caller's, and the last one made runs first.
 * Returns 0 or -errno.
 */
int tracefs_probe(struct tracefs *tracefs, const char *event, bool at_end, const char *function, const char *fields);

/* Only what fits @filter is told. Returns 0 or -errno. */
int tracefs_filter(struct tracefs *tracefs, const char *event, const char *filter);

/* From now on, tell of thread @tid, and of what it forks. Returns 0 or -errno. */
int tracefs_follow(struct tracefs *tracefs, pid_t tid);

/* All probes tell what they see. Returns 0 or -errno. */
int tracefs_begin(struct tracefs *tracefs);

/* The next line that is there already; NULL: there is none. It is good until the next call. */
const char *tracefs_line(struct tracefs *tracefs);

void tracefs_close(struct tracefs *tracefs);

#endif /* MAPS_TRACEFS_H */
