/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Let the n-th allocation from here on fail: /proc/self/fail-nth of a kernel with fault
 * injection (Documentation/fault-injection in its source).
 */
#ifndef MAPS_FAULTS_FAIL_NTH_H
#define MAPS_FAULTS_FAIL_NTH_H

#include <stdbool.h>

/* Whether the kernel can do that; what it takes is prepared then, for the calling thread. */
bool fail_nth_prepare(void);

void fail_nth_arm(unsigned int nth);

/* No allocation fails any more. Returns whether the one that was to fail was reached. */
bool fail_nth_disarm(void);

#endif /* MAPS_FAULTS_FAIL_NTH_H */
