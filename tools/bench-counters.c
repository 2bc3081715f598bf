// SPDX-License-Identifier: BSD-2-Clause
#include <linux/perf_event.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bench-counters.h"
#include "bench-figures.h"

static const struct {
	uint32_t type;
	uint64_t config;
} events[BENCH_COUNTERS] = {
	[BENCH_COUNTER_INSTRUCTIONS] = { PERF_TYPE_HARDWARE, PERF_COUNT_HW_INSTRUCTIONS },
	[BENCH_COUNTER_TLB] = {
		PERF_TYPE_HW_CACHE,
		PERF_COUNT_HW_CACHE_DTLB | PERF_COUNT_HW_CACHE_OP_READ << 8 | PERF_COUNT_HW_CACHE_RESULT_MISS << 16,
	},
};

void bench_counters_open(struct bench_counters *counters)
{
	for (int i = 0; i < BENCH_COUNTERS; i++) {
		/*
		 * Pinned: a counter that had to share its place with others would
		 * have seen a part only, and gives nothing in place of an estimate.
		 */
		struct perf_event_attr attributes = {
			.type = events[i].type,
			.size = sizeof(attributes),
			.config = events[i].config,
			.pinned = 1,
			.exclude_hv = 1,
		};

		counters->fds[i] = (int)syscall(SYS_perf_event_open, &attributes, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
	}
}

void bench_counters_close(struct bench_counters *counters)
{
	for (int i = 0; i < BENCH_COUNTERS; i++)
		if (counters->fds[i] >= 0)
			close(counters->fds[i]);
}

void bench_counters_read(const struct bench_counters *counters, uint64_t values[BENCH_COUNTERS])
{
	for (int i = 0; i < BENCH_COUNTERS; i++)
		if (counters->fds[i] < 0 ||
		    read(counters->fds[i], &values[i], sizeof(values[i])) != (ssize_t)sizeof(values[i]))
			values[i] = BENCH_UNKNOWN;
}
