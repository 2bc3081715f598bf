/* SPDX-License-Identifier: BSD-2-Clause */
/* The clock that records of the programs in the kernel have: nanoseconds since the machine started. */
#ifndef MAPS_CLOCK_H
#define MAPS_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

uint64_t clock_now(void);

/* Whether @since is longer ago than @seconds; 0 is no time. */
bool clock_is_old(uint64_t since, int seconds);

#endif /* MAPS_CLOCK_H */
