// SPDX-License-Identifier: BSD-2-Clause
/*
 * What mapping costs, by every backing and mapper, and by what a program could take in
 * place of the driver. To be run by vm/run --instructions, with the driver loaded.
 *
 * Usage: mapping [MEGABYTES]   only memory of 64 MiB, or of that size; else of all sizes
 *
 * It prints a line for each figure, with tabs between; bench/count tells what they have.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/utsname.h>

#include "instructions.h"
#include "work.h"

/*
 * The first has warm caches and page tables for the second, which is the one that is
 * told.
 */
#define REPETITIONS 2

/* The first is also measured alone, and is then no other: the machine was the same. */
static const size_t sizes[] = {
	(size_t)64 << 20,
	(size_t)64 << 10,
	(size_t)1 << 20,
	(size_t)16 << 20,
	(size_t)1 << 30,
};

static const struct work *const works[] = { &work_map, &work_private, &work_read, &work_write, &work_fork };

static bool measure(const struct work *work, struct memory *memory, long long *count)
{
	bool done = !work->begin || work->begin(memory);

	if (!done)
		return false;
	for (int repetition = 0; repetition < REPETITIONS && done; repetition++) {
		instructions_wait();
		done = work->run(memory, count);
	}
	if (work->end)
		work->end(memory);
	return done;
}

/* A line of what was counted; or of why it was not. */
static void print_line(const struct work *work, const struct memory *memory, long long count, bool counted)
{
	printf("%s\t%zu\t%s\t%s\t", work->name, memory->size, memory->subject->memory, memory->subject->way);
	if (counted)
		printf("%lld\t\n", count);
	else
		printf("-\t%s\n", memory->remark);
	fflush(stdout);
}

static void measure_subject(const struct subject *subject, size_t size)
{
	struct memory memory;
	bool opened = memory_open(&memory, subject, size);

	for (size_t i = 0; i < sizeof(works) / sizeof(works[0]); i++) {
		bool counted = opened;
		long long count = 0;

		if (!works[i]->suits(subject, size))
			continue;
		if (opened)
			counted = measure(works[i], &memory, &count);
		print_line(works[i], &memory, count, counted);
	}
	if (opened)
		memory_close(&memory);
}

int main(int argc, char **argv)
{
	size_t only = argc > 1 ? strtoul(argv[1], NULL, 10) << 20 : 0;
	struct utsname system;

	uname(&system);
	printf("# kernel %s %s\n", system.release, system.version);
	instructions_settle();
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		if (only && sizes[i] != only)
			continue;
		printf("# bytes %zu\n", sizes[i]);
		for (const struct subject *subject = subjects; subject->memory; subject++)
			measure_subject(subject, sizes[i]);
	}
	return fflush(stdout) != 0;
}
