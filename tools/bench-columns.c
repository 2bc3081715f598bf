// SPDX-License-Identifier: BSD-2-Clause
#include <inttypes.h>

#include "bench-columns.h"
#include "bench-figures.h"

/* What is unknown is told as nothing. */
static void put_count(uint64_t count, FILE *out)
{
	if (count != BENCH_UNKNOWN)
		fprintf(out, "%" PRIu64, count);
}

static void put_figure(double value, FILE *out)
{
	char text[BENCH_TEXT];

	if (bench_format(value, text))
		fputs(text, out);
}

static void write_backing(const void *item, bool bytes, FILE *out)
{
	const struct bench_row *row = item;

	(void)bytes;
	fputs(row->subject->backing, out);
}

static void write_mapper(const void *item, bool bytes, FILE *out)
{
	const struct bench_row *row = item;

	(void)bytes;
	fputs(row->subject->mapper, out);
}

static void write_access(const void *item, bool bytes, FILE *out)
{
	const struct bench_row *row = item;

	(void)bytes;
	fputs(row->access->name, out);
}

static void write_pages(const void *item, bool bytes, FILE *out)
{
	const struct bench_row *row = item;

	(void)bytes;
	put_count(row->pages, out);
}

static void write_time(const void *item, bool bytes, FILE *out)
{
	const struct bench_row *row = item;

	(void)bytes;
	put_figure(bench_each(row->cost.time, row->pages), out);
}

static void write_ratio(const void *item, bool bytes, FILE *out)
{
	const struct bench_row *row = item;

	(void)bytes;
	put_figure(bench_ratio(bench_each(row->cost.time, row->pages), row->base), out);
}

static void write_total(const void *item, bool bytes, FILE *out)
{
	const struct bench_row *row = item;

	(void)bytes;
	put_count(row->cost.time, out);
}

static void write_faults(const void *item, bool bytes, FILE *out)
{
	const struct bench_row *row = item;

	(void)bytes;
	put_count(row->cost.faults, out);
}

static void write_instructions(const void *item, bool bytes, FILE *out)
{
	const struct bench_row *row = item;

	(void)bytes;
	put_count(row->cost.counters[BENCH_COUNTER_INSTRUCTIONS], out);
}

static void write_tlb(const void *item, bool bytes, FILE *out)
{
	const struct bench_row *row = item;

	(void)bytes;
	put_count(row->cost.counters[BENCH_COUNTER_TLB], out);
}

static const struct column columns[] = {
	{ "BACKING", "where the memory comes from", COLUMN_TEXT, write_backing },
	{ "MAPPER", "how it is mapped", COLUMN_TEXT, write_mapper },
	{ "ACCESS", "how it was accessed", COLUMN_TEXT, write_access },
	{ "PAGES", "number of pages touched", COLUMN_NUMBER, write_pages },
	{ "TIME", "nanoseconds per page touched", COLUMN_NUMBER, write_time },
	{ "RATIO", "TIME as a multiple of that of memfd touched", COLUMN_NUMBER, write_ratio },
	{ "TOTAL", "nanoseconds of a run", COLUMN_NUMBER, write_total },
	{ "FAULTS", "minor page faults of a run", COLUMN_NUMBER, write_faults },
	{ "INSTRUCTIONS", "of a run, including those of the kernel", COLUMN_NUMBER, write_instructions },
	{ "TLB", "dTLB load misses of a run", COLUMN_NUMBER, write_tlb },
};

const struct column_set bench_columns = {
	.name = "bench",
	.columns = columns,
	.count = sizeof(columns) / sizeof(columns[0]),
};
