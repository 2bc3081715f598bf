/* SPDX-License-Identifier: BSD-2-Clause */
/* From counts of several runs to figures of a table. */
#ifndef MAPS_BENCH_FIGURES_H
#define MAPS_BENCH_FIGURES_H

#include <stddef.h>
#include <stdint.h>

/* A count that the machine does not give. */
#define BENCH_UNKNOWN UINT64_MAX

/* What the longest figure takes as text, with the zero behind it. */
#define BENCH_TEXT 32

/*
 * The median of @count counts, which are sorted for it: half of them are not more,
 * half not less. Of an even number, the middle of the two in the middle. Where one
 * is unknown, so is the median.
 */
uint64_t bench_median(uint64_t *counts, size_t count);

/* What one of @parts has of @total; negative where that is unknown. */
double bench_each(uint64_t total, uint64_t parts);

/* How many times @base @value is; negative where that is unknown. */
double bench_ratio(double value, double base);

/*
 * Write @value with three digits, or as many as it has before the point. Returns
 * @text; NULL for a negative value, which is unknown.
 */
char *bench_format(double value, char text[BENCH_TEXT]);

#endif /* MAPS_BENCH_FIGURES_H */
