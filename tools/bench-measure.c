// SPDX-License-Identifier: BSD-2-Clause
#include <stddef.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>

#include "bench-figures.h"
#include "bench-measure.h"

static uint64_t nanoseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

static uint64_t page_faults(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return (uint64_t)usage.ru_minflt;
}

/* What is written meanwhile is on the stack, and there already: it makes no fault. */
static int run(const struct bench_memory *memory, const struct bench_access *access,
	       const struct bench_counters *counters, struct bench_cost *cost)
{
	struct bench_cost before = { 0 }, after = { 0 };
	char *address;
	int err;

	before.faults = page_faults();
	bench_counters_read(counters, before.counters);
	before.time = nanoseconds();
	err = bench_memory_map(memory, access, &address);
	if (err)
		return err;
	bench_memory_touch(address, memory->size, access);
	munmap(address, memory->size);
	after.time = nanoseconds();
	bench_counters_read(counters, after.counters);
	after.faults = page_faults();

	cost->time = after.time - before.time;
	cost->faults = after.faults - before.faults;
	for (int i = 0; i < BENCH_COUNTERS; i++)
		cost->counters[i] = before.counters[i] == BENCH_UNKNOWN || after.counters[i] == BENCH_UNKNOWN
					    ? BENCH_UNKNOWN
					    : after.counters[i] - before.counters[i];
	return 0;
}

/* The median of the count that is at @offset in each of @costs. */
static uint64_t median_of(const struct bench_cost *costs, unsigned int runs, size_t offset)
{
	uint64_t counts[BENCH_RUNS_MOST];

	for (unsigned int i = 0; i < runs; i++)
		counts[i] = *(const uint64_t *)((const char *)&costs[i] + offset);
	return bench_median(counts, runs);
}

int bench_measure(const struct bench_memory *memory, const struct bench_access *access,
		  const struct bench_counters *counters, unsigned int runs, struct bench_cost *cost)
{
	struct bench_cost costs[BENCH_RUNS_MOST];
	int err = run(memory, access, counters, &costs[0]);

	for (unsigned int i = 0; i < runs && !err; i++)
		err = run(memory, access, counters, &costs[i]);
	if (err)
		return err;
	cost->time = median_of(costs, runs, offsetof(struct bench_cost, time));
	cost->faults = median_of(costs, runs, offsetof(struct bench_cost, faults));
	for (size_t i = 0; i < BENCH_COUNTERS; i++)
		cost->counters[i] = median_of(costs, runs,
					      offsetof(struct bench_cost, counters) + i * sizeof(uint64_t));
	return 0;
}
