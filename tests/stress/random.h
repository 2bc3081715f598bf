/* SPDX-License-Identifier: BSD-2-Clause */
/* Random numbers that are the same for the same seed, on every machine: splitmix64. */
#ifndef MAPS_STRESS_RANDOM_H
#define MAPS_STRESS_RANDOM_H

#include <stdint.h>

static inline uint64_t random_mix(uint64_t number)
{
	number = (number ^ (number >> 30)) * 0xbf58476d1ce4e5b9U;
	number = (number ^ (number >> 27)) * 0x94d049bb133111ebU;
	return number ^ (number >> 31);
}

/* The next number, below @limit. */
static inline unsigned long random_below(uint64_t *state, unsigned long limit)
{
	*state += 0x9e3779b97f4a7c15U;
	return (unsigned long)(random_mix(*state) % limit);
}

#endif /* MAPS_STRESS_RANDOM_H */
