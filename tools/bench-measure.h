/* SPDX-License-Identifier: BSD-2-Clause */
/* What mapping costs: mmap, a touch of pages, munmap. */
#ifndef MAPS_BENCH_MEASURE_H
#define MAPS_BENCH_MEASURE_H

#include "bench-counters.h"
#include "bench-subject.h"

#define BENCH_RUNS_MOST 1000

/**
 * struct bench_cost - of one run, or the median of several, count by count
 * @time: nanoseconds
 * @faults: minor page faults
 * @counters: what the processor counted; BENCH_UNKNOWN where it does not
 */
struct bench_cost {
	uint64_t time;
	uint64_t faults;
	uint64_t counters[BENCH_COUNTERS];
};

/*
 * Measure @runs runs, 1 to BENCH_RUNS_MOST, after one that is not measured: its page
 * tables and caches are new.
 *
 * Returns 0 and the median in *@cost; -errno of mmap.
 */
int bench_measure(const struct bench_memory *memory, const struct bench_access *access,
		  const struct bench_counters *counters, unsigned int runs, struct bench_cost *cost);

#endif /* MAPS_BENCH_MEASURE_H */
