/* SPDX-License-Identifier: BSD-2-Clause */
/* What the processor counts of this process, in user space and in the kernel. */
#ifndef MAPS_BENCH_COUNTERS_H
#define MAPS_BENCH_COUNTERS_H

#include <stdint.h>

enum bench_counter {
	BENCH_COUNTER_INSTRUCTIONS,
	BENCH_COUNTER_TLB,	/* loads that found no translation in the first data TLB */
	BENCH_COUNTERS,
};

/**
 * struct bench_counters - descriptors of perf_event_open()
 * @fds: one for each counter; -1 where the machine, or the kernel, gives none
 */
struct bench_counters {
	int fds[BENCH_COUNTERS];
};

/* Begin to count. What is not to be had is no error. */
void bench_counters_open(struct bench_counters *counters);
void bench_counters_close(struct bench_counters *counters);

/* What was counted until now; BENCH_UNKNOWN for what is not to be had. */
void bench_counters_read(const struct bench_counters *counters, uint64_t values[BENCH_COUNTERS]);

#endif /* MAPS_BENCH_COUNTERS_H */
