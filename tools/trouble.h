/* SPDX-License-Identifier: BSD-2-Clause */
/* What to do next where libmaps has failed: the same for all subcommands. */
#ifndef MAPS_TROUBLE_H
#define MAPS_TROUBLE_H

#include <stdbool.h>

/*
 * Print "maps COMMAND: DEVICE: ERROR; NEXT STEP" for what opening or finding a device
 * gave, a negative number.
 */
void trouble_device(const char *command, const char *device, int err);

/* The same for a device that may be of any driver, or a file. */
void trouble_any_device(const char *command, const char *device, int err);

/* The same for a walk over all devices. */
void trouble_walk(const char *command, int err);

/* The same for what making an area gave, where it was not for memory or by the options. */
void trouble_control(const char *command, int err);

/*
 * What to do next where there is no memory for an area: for ENOMEM, EDQUOT and
 * EOVERFLOW, as negative numbers.
 */
const char *trouble_memory(int err);

/* Whether the driver is loaded. */
bool trouble_loaded(void);

#endif /* MAPS_TROUBLE_H */
