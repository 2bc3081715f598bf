/* SPDX-License-Identifier: BSD-2-Clause */
/* Reading and writing memory that may be gone: the signal is the answer. */
#ifndef MAPS_STRESS_TOUCH_H
#define MAPS_STRESS_TOUCH_H

#include <stdint.h>

void touch_prepare(void);

/* 0, SIGBUS or SIGSEGV. In threads, and in children. */
int touch_read(const void *address, uint32_t *word);
int touch_write(void *address, uint32_t word);

#endif /* MAPS_STRESS_TOUCH_H */
