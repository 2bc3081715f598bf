/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbers that look random and are the same for the same seed, on every machine: splitmix64. */
#ifndef FUZZ_DICE_H
#define FUZZ_DICE_H

#include <stdbool.h>
#include <stdint.h>

struct dice {
	uint64_t state;	/* the seed, at first */
};

uint64_t dice_roll(struct dice *dice);

/* One of 0..@sides - 1; @sides is not 0. */
uint64_t dice_below(struct dice *dice, uint64_t sides);

/* True once in so many times. */
bool dice_one_in(struct dice *dice, unsigned int times);

#endif /* FUZZ_DICE_H */
