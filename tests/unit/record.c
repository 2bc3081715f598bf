// SPDX-License-Identifier: BSD-2-Clause
/* What a check writes down. */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "check/record.h"

static void test_calls_are_lines(void **state)
{
	struct record record = { 0 };

	(void)state;
	record_did(&record, "open(%d)", 1);
	record_did(&record, "close(%d)", 2);
	assert_string_equal(record.did, "open(1)\nclose(2)");
	record_begin(&record);
	assert_string_equal(record.did, "");
}

static void expect_outcome(const struct record *record, enum outcome outcome, const char *happened)
{
	assert_int_equal(record->outcome, outcome);
	assert_string_equal(record->happened, happened);
}

static void test_milder_word_changes_nothing(void **state)
{
	struct record record = { 0 };

	(void)state;
	record_fail(&record, "first");
	record_skip(&record, "second");
	record_warn(&record, "third");
	expect_outcome(&record, OUTCOME_FAIL, "first");
}

static void test_worse_word_counts(void **state)
{
	struct record record = { 0 };

	(void)state;
	record_skip(&record, "not here");
	record_warn(&record, "users stumble");
	expect_outcome(&record, OUTCOME_WARN, "users stumble");
	record_fail(&record, "worse");
	expect_outcome(&record, OUTCOME_FAIL, "worse");
}

static void test_first_of_a_kind_counts(void **state)
{
	struct record record = { 0 };

	(void)state;
	record_warn(&record, "first");
	record_warn(&record, "second");
	expect_outcome(&record, OUTCOME_WARN, "first");
	record_fail(&record, "third");
	record_fail(&record, "fourth");
	expect_outcome(&record, OUTCOME_FAIL, "third");
}

static void test_too_many_calls(void **state)
{
	struct record record = { 0 };

	(void)state;
	for (int i = 0; i < 1000; i++) {
		record_did(&record, "call number %d", i);
		assert_true(strlen(record.did) < sizeof(record.did));
	}
	/* The oldest are gone, each as a whole; the latest are there, in their order. */
	assert_memory_equal(record.did, "...\ncall number ", strlen("...\ncall number "));
	assert_null(strstr(record.did, "call number 0\n"));
	assert_non_null(strstr(record.did, "\ncall number 997\ncall number 998\ncall number 999"));
	assert_string_equal(strrchr(record.did, '\n'), "\ncall number 999");
	assert_null(strstr(record.did + 1, "..."));
	assert_true(strlen(record.did) > sizeof(record.did) - 100);
	/* What happened is in a field of its own, and whole. */
	record_fail(&record, "in the end");
	assert_string_equal(record.happened, "in the end");
}

/* One that is as long as all together may be is cut; it takes the place of many. */
static void test_long_calls(void **state)
{
	char path[2 * sizeof(((struct record *)NULL)->did)];
	struct record record = { 0 };

	(void)state;
	memset(path, 'x', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	for (int i = 0; i < 5; i++) {
		record_did(&record, "%d", i);
		record_did(&record, "open(%s)", path);
		assert_true(strlen(record.did) < sizeof(record.did));
	}
	record_did(&record, "close()");
	assert_memory_equal(record.did, "...\n", 4);
	assert_string_equal(strrchr(record.did, '\n'), "\nclose()");
}

static void test_names(void **state)
{
	(void)state;
	assert_string_equal(error_name(EINVAL), "EINVAL");
	assert_non_null(error_name(99999));
	assert_string_equal(signal_name(SIGBUS), "SIGBUS");
	assert_non_null(signal_name(99999));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_calls_are_lines),
		cmocka_unit_test(test_milder_word_changes_nothing),
		cmocka_unit_test(test_worse_word_counts),
		cmocka_unit_test(test_first_of_a_kind_counts),
		cmocka_unit_test(test_too_many_calls),
		cmocka_unit_test(test_long_calls),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests_name("record", tests, NULL, NULL);
}
