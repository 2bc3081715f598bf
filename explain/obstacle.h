/* SPDX-License-Identifier: BSD-2-Clause */
/* What keeps one from looking into the kernel. */
#ifndef MAPS_OBSTACLE_H
#define MAPS_OBSTACLE_H

/* Whoever it is, and whatever the way; as a sentence. NULL: nothing. */
const char *obstacle_find(void);

/* The same, and what keeps this process from doing it by BPF programs. */
const char *obstacle_find_for_bpf(void);

#endif /* MAPS_OBSTACLE_H */
