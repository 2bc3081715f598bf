/* SPDX-License-Identifier: BSD-2-Clause */
/* What keeps everybody from looking into the kernel, whatever the way. */
#ifndef MAPS_OBSTACLE_H
#define MAPS_OBSTACLE_H

/* As a sentence; NULL: nothing. */
const char *obstacle_find(void);

#endif /* MAPS_OBSTACLE_H */
