/* SPDX-License-Identifier: BSD-2-Clause */
/* What became of what was mapped, by the end of the watch. */
#ifndef MAPS_LOOK_AGAIN_H
#define MAPS_LOOK_AGAIN_H

#include <stddef.h>

struct incident;

/* Fill in @removed, of devices, and @size and @size_seen, of files that nobody looked at before, and can. */
void look_again(struct incident *incidents, size_t count);

#endif /* MAPS_LOOK_AGAIN_H */
