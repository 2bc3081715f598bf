// SPDX-License-Identifier: BSD-2-Clause
#include <time.h>

#include "explain/clock.h"

uint64_t clock_now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

bool clock_is_old(uint64_t since, int seconds)
{
	return since && clock_now() - since > (uint64_t)seconds * 1000000000;
}
