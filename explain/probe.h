/* SPDX-License-Identifier: BSD-2-Clause */
/* A probe at an address of the kernel, for functions that have no unique name. */
#ifndef MAPS_PROBE_H
#define MAPS_PROBE_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Let the BPF program @program run at the entry of the function at @address, or at
 * its end. Returns a descriptor, which holds the probe, or -errno.
 */
int probe_open(uint64_t address, bool at_end, int program);

#endif /* MAPS_PROBE_H */
