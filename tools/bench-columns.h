/* SPDX-License-Identifier: BSD-2-Clause */
/* What maps bench tells of a struct bench_row. */
#ifndef MAPS_BENCH_COLUMNS_H
#define MAPS_BENCH_COLUMNS_H

#include "bench-measure.h"
#include "columns.h"

/**
 * struct bench_row - a line of the table
 * @subject, @access: what was measured
 * @pages: how many pages were touched
 * @cost: what it took; all unknown where it could not be measured
 * @base: the time for a page of what it is compared with; negative where that is unknown
 */
struct bench_row {
	const struct bench_subject *subject;
	const struct bench_access *access;
	uint64_t pages;
	struct bench_cost cost;
	double base;
};

extern const struct column_set bench_columns;

#endif /* MAPS_BENCH_COLUMNS_H */
