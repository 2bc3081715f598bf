// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include <stdlib.h>

#include "bench-figures.h"

static int compare(const void *a, const void *b)
{
	const uint64_t *left = a, *right = b;

	return (*left > *right) - (*left < *right);
}

uint64_t bench_median(uint64_t *counts, size_t count)
{
	uint64_t low, high;

	if (!count)
		return BENCH_UNKNOWN;
	qsort(counts, count, sizeof(counts[0]), compare);
	if (counts[count - 1] == BENCH_UNKNOWN)
		return BENCH_UNKNOWN;
	low = counts[(count - 1) / 2];
	high = counts[count / 2];
	return low + (high - low) / 2;
}

double bench_each(uint64_t total, uint64_t parts)
{
	if (total == BENCH_UNKNOWN || !parts)
		return -1;
	return (double)total / (double)parts;
}

double bench_ratio(double value, double base)
{
	if (value < 0 || base <= 0)
		return -1;
	return value / base;
}

char *bench_format(double value, char text[BENCH_TEXT])
{
	int digits = 0;

	if (value < 0)
		return NULL;
	/* From where on it would be rounded up to a digit more before the point. */
	if (value < 9.995)
		digits = value < 0.9995 ? 3 : 2;
	else if (value < 99.95)
		digits = 1;
	snprintf(text, BENCH_TEXT, "%.*f", digits, value);
	return text;
}
