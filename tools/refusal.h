/* SPDX-License-Identifier: BSD-2-Clause */
/* Why the driver refused an mmap, in words. */
#ifndef MAPS_REFUSAL_H
#define MAPS_REFUSAL_H

#include <stdbool.h>
#include <stdio.h>

/*
 * Print, where the driver of @fd is maps.ko, why it refused the last mmap of
 * that descriptor, and what to do instead. Any other driver keeps silent about
 * that, and so does this. Returns whether something was printed.
 */
bool refusal_explain(int fd, FILE *out);

#endif /* MAPS_REFUSAL_H */
