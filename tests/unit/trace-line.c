// SPDX-License-Identifier: BSD-2-Clause
/* Lines of trace_pipe, as several kernels write them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "explain/trace-line.h"

static void test_an_entry(void **state)
{
	struct trace_line line;

	(void)state;
	assert_true(trace_line_parse("          victim-123     [001] d..2.    12.345678: remap_pfn_range_enter: "
				     "(remap_pfn_range+0x0/0x90) caller=0xffffffffc0201234 start=0x7f0000001000 size=0x1000\n",
				     &line));
	assert_int_equal(line.tid, 123);
	assert_int_equal(line.time, 12345678);
	assert_string_equal(line.event, "remap_pfn_range_enter");
	assert_true(trace_line_number(&line, "caller") == 0xffffffffc0201234);
	assert_true(trace_line_number(&line, "start") == 0x7f0000001000);
	assert_int_equal(trace_line_number(&line, "size"), 0x1000);
}

static void test_a_return(void **state)
{
	struct trace_line line;

	(void)state;
	assert_true(trace_line_parse("          victim-1234567 [000] ....    12.345678: remap_pfn_range_leave: "
				     "(ignored_error_mmap+0x54/0x90 [broken] <- remap_pfn_range) result=0xffffffea\n",
				     &line));
	assert_int_equal(line.tid, 1234567);
	assert_string_equal(line.event, "remap_pfn_range_leave");
	assert_int_equal((int)trace_line_number(&line, "result"), -22);
}

static void test_what_could_not_be_fetched_is_0(void **state)
{
	struct trace_line line;

	(void)state;
	assert_true(trace_line_parse("           <...>-9       [000] d.... 1.000001: a: (b+0x0/0x4) start=(fault) end=0x2\n",
				     &line));
	assert_int_equal(trace_line_number(&line, "start"), 0);
	assert_int_equal(trace_line_number(&line, "end"), 2);
	assert_int_equal(trace_line_number(&line, "nd"), 0);
	assert_int_equal(trace_line_number(&line, "none"), 0);
}

static void test_names_of_threads(void **state)
{
	static const char *const names[] = {
		"           a-b-c", "      -1 [0] x y", "  a-7 [002] d: b", "tail of a line\n", "", "               -",
		"  x: (y) start=1", "     -2 [1] . 1.",
	};
	struct trace_line line;
	char text[256];

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		strcpy(text, names[i]);
		strcat(text, "-42      [003] d..1.   100.000001: name: (b+0x0/0x4) start=0x3\n");
		assert_true(trace_line_parse(text, &line));
		assert_int_equal(line.tid, 42);
		assert_string_equal(line.event, "name");
		assert_int_equal(trace_line_number(&line, "start"), 3);
	}
}

static void test_what_is_no_event(void **state)
{
	static const char *const texts[] = {
		"", "\n", "-", "CPU:1 [LOST 123 EVENTS]\n", "          victim-123     [001] d..2.    12.345678: cut",
		"          victim-123     [001] d..2.    12.345678: name: (cut", "     victim-0   [001] d..2. 1.2: name: (b)\n",
		"     victim-123 [001] d..2. 1.2: # no place\n",
	};
	struct trace_line line;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_false(trace_line_parse(texts[i], &line));
}

static void test_a_name_that_is_too_long(void **state)
{
	struct trace_line line;
	char text[256];

	(void)state;
	strcpy(text, "     victim-1 [001] d..2. 1.2: ");
	memset(text + strlen(text), 'n', 150);
	strcpy(text + strlen("     victim-1 [001] d..2. 1.2: ") + 150, ": (b) start=1\n");
	assert_false(trace_line_parse(text, &line));
}

static void test_lost_events(void **state)
{
	(void)state;
	assert_int_equal(trace_line_lost("CPU:1 [LOST 123 EVENTS]\n"), 123);
	assert_int_equal(trace_line_lost("CPU:0 [LOST EVENTS]\n"), 0);
	assert_int_equal(trace_line_lost("     victim-1 [001] d..2. 1.2: name: (b)\n"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_an_entry),
		cmocka_unit_test(test_a_return),
		cmocka_unit_test(test_what_could_not_be_fetched_is_0),
		cmocka_unit_test(test_names_of_threads),
		cmocka_unit_test(test_what_is_no_event),
		cmocka_unit_test(test_a_name_that_is_too_long),
		cmocka_unit_test(test_lost_events),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
