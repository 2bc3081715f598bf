// SPDX-License-Identifier: BSD-2-Clause
#include "dice.h"

uint64_t dice_roll(struct dice *dice)
{
	uint64_t mixed = dice->state += 0x9e3779b97f4a7c15;

	mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9;
	mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111eb;
	return mixed ^ mixed >> 31;
}

uint64_t dice_below(struct dice *dice, uint64_t sides)
{
	return dice_roll(dice) % sides;
}

bool dice_one_in(struct dice *dice, unsigned int times)
{
	return dice_below(dice, times) == 0;
}
