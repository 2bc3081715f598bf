/* SPDX-License-Identifier: BSD-2-Clause */
/* What a system call gave, and a limit that an mmap may have failed by. */
#ifndef MAPS_RESULT_H
#define MAPS_RESULT_H

#include <stdbool.h>
#include <stdint.h>

#include "explain/incident.h"

/* It is -errno, and no address. */
bool result_is_error(int64_t result);

/* Fill in @mmap_min_addr of an mmap that failed, where its address is below that. */
void result_add_limit(struct incident *incident);

#endif /* MAPS_RESULT_H */
