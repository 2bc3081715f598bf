// SPDX-License-Identifier: BSD-2-Clause
/* What maps bench makes of counts: medians, ratios, text, lines of its table. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench-columns.h"
#include "bench-figures.h"

static void test_median(void **state)
{
	uint64_t odd[] = { 9, 1, 5 }, even[] = { 8, 2, 4, 100 }, one[] = { 7 };
	uint64_t large[] = { UINT64_MAX - 1, UINT64_MAX - 3 }, outlier[] = { 3, 1000000, 3, 4, 3 };

	(void)state;
	assert_int_equal(bench_median(odd, 3), 5);
	assert_int_equal(bench_median(even, 4), 6);
	assert_int_equal(bench_median(one, 1), 7);
	assert_int_equal(bench_median(outlier, 5), 3);
	assert_true(bench_median(large, 2) == UINT64_MAX - 2);
}

static void test_unknown(void **state)
{
	uint64_t counts[] = { 1, BENCH_UNKNOWN, 2 };

	(void)state;
	assert_true(bench_median(counts, 3) == BENCH_UNKNOWN);
	assert_true(bench_median(counts, 0) == BENCH_UNKNOWN);
	assert_true(bench_each(BENCH_UNKNOWN, 4) < 0);
	assert_true(bench_each(4, 0) < 0);
	assert_true(bench_ratio(-1, 2) < 0);
	assert_true(bench_ratio(2, -1) < 0);
	assert_true(bench_ratio(2, 0) < 0);
}

static void expect_text(double value, const char *expected)
{
	char text[BENCH_TEXT];

	assert_string_equal(bench_format(value, text), expected);
}

static void test_text(void **state)
{
	char text[BENCH_TEXT];

	(void)state;
	expect_text(0, "0.000");
	expect_text(bench_ratio(1, 80), "0.013");
	expect_text(0.9994, "0.999");
	expect_text(0.9999, "1.00");
	expect_text(bench_each(7, 2), "3.50");
	expect_text(9.994, "9.99");
	expect_text(9.999, "10.0");
	expect_text(12.34, "12.3");
	expect_text(99.97, "100");
	expect_text(123456.7, "123457");
	assert_null(bench_format(-1, text));
	/* The longest that two counts give. */
	assert_non_null(bench_format(bench_each(UINT64_MAX - 1, 1), text));
}

static char *told(const struct bench_row *row, const char *name)
{
	for (size_t i = 0; i < bench_columns.count; i++)
		if (strcmp(bench_columns.columns[i].name, name) == 0)
			return column_text(&bench_columns.columns[i], row, false);
	fail_msg("%s: no such column", name);
	return NULL;
}

static void expect_told(const struct bench_row *row, const char *name, const char *expected)
{
	char *text = told(row, name);

	if (expected)
		assert_string_equal(text, expected);
	else
		assert_null(text);
	free(text);
}

static void test_columns(void **state)
{
	struct bench_row row = {
		.subject = &bench_subjects[0], .access = &bench_accesses[0], .pages = 16, .base = 200,
		.cost = { .time = 1600, .faults = 2, .counters = { 5000, BENCH_UNKNOWN } },
	};

	(void)state;
	expect_told(&row, "BACKING", "memfd");
	expect_told(&row, "MAPPER", "touched");
	expect_told(&row, "ACCESS", "read");
	expect_told(&row, "PAGES", "16");
	expect_told(&row, "TIME", "100");
	expect_told(&row, "RATIO", "0.500");
	expect_told(&row, "TOTAL", "1600");
	expect_told(&row, "FAULTS", "2");
	expect_told(&row, "INSTRUCTIONS", "5000");
	expect_told(&row, "TLB", NULL);
	memset(&row.cost, 0xff, sizeof(row.cost));
	expect_told(&row, "TIME", NULL);
	expect_told(&row, "RATIO", NULL);
	expect_told(&row, "FAULTS", NULL);
}

static void test_pages(void **state)
{
	(void)state;
	assert_int_equal(bench_access_pages(&bench_accesses[2], 64 << 20), 32);
	assert_int_equal(bench_access_pages(&bench_accesses[2], 4096), 1);
	assert_int_equal(bench_access_pages(&bench_accesses[2], (2 << 20) + 4096), 2);
}

/* What needs no driver, for real: each page of a file is touched, and counted. */
static void test_measure(void **state)
{
	const struct bench_counters none = { .fds = { -1, -1 } };
	struct bench_memory memory;
	struct bench_cost cost;
	char *address;

	(void)state;
	assert_int_equal(bench_memory_open(&memory, &bench_subjects[0], 1 << 20), 0);
	assert_int_equal(bench_memory_map(&memory, &bench_accesses[1], &address), 0);
	bench_memory_touch(address, 1 << 20, &bench_accesses[1]);
	assert_int_equal(bench_measure(&memory, &bench_accesses[1], &none, 3, &cost), 0);
	assert_true(cost.time > 0 && cost.time != BENCH_UNKNOWN);
	assert_in_range(cost.faults, bench_access_pages(&bench_accesses[1], 1 << 20), 1 << 20);
	assert_true(cost.counters[BENCH_COUNTER_INSTRUCTIONS] == BENCH_UNKNOWN);
	bench_memory_close(&memory);
}

/* Where the machine counts, it counts on; where it does not, it says so. */
static void test_counters(void **state)
{
	uint64_t first[BENCH_COUNTERS], second[BENCH_COUNTERS];
	struct bench_counters counters;

	(void)state;
	bench_counters_open(&counters);
	bench_counters_read(&counters, first);
	bench_counters_read(&counters, second);
	bench_counters_close(&counters);
	for (int i = 0; i < BENCH_COUNTERS; i++)
		if (counters.fds[i] < 0)
			assert_true(first[i] == BENCH_UNKNOWN && second[i] == BENCH_UNKNOWN);
		else
			assert_true(second[i] >= first[i]);
	if (counters.fds[BENCH_COUNTER_INSTRUCTIONS] >= 0 && second[BENCH_COUNTER_INSTRUCTIONS] != BENCH_UNKNOWN)
		assert_true(second[BENCH_COUNTER_INSTRUCTIONS] > first[BENCH_COUNTER_INSTRUCTIONS]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_median),
		cmocka_unit_test(test_unknown),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_columns),
		cmocka_unit_test(test_pages),
		cmocka_unit_test(test_measure),
		cmocka_unit_test(test_counters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
