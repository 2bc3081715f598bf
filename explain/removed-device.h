/* SPDX-License-Identifier: BSD-2-Clause */
/* Whether a device that was mapped is still there. */
#ifndef MAPS_REMOVED_DEVICE_H
#define MAPS_REMOVED_DEVICE_H

#include <stddef.h>

struct incident;

/* Fill in @removed of @incidents, at the end of a watch. */
void removed_devices_fill(struct incident *incidents, size_t count);

#endif /* MAPS_REMOVED_DEVICE_H */
