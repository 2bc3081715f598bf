/* SPDX-License-Identifier: BSD-2-Clause */
/* Do many things that mostly wait, at once. */
#ifndef MAPS_PARALLEL_H
#define MAPS_PARALLEL_H

#include <stddef.h>

/*
 * Call @work for each number below @count, in several threads, and wait for all. The
 * kernel waits for all CPUs whenever a probe comes or goes: side by side, these waits
 * are one.
 */
void parallel(size_t count, void (*work)(void *context, size_t i), void *context);

#endif /* MAPS_PARALLEL_H */
