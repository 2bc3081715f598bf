/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Filling in the structures that ioctls return. */
#ifndef MAPS_ANSWER_H
#define MAPS_ANSWER_H

#include <linux/types.h>

long maps_answer(void __user *to, void *answer, u32 size, u32 first);

#endif /* MAPS_ANSWER_H */
