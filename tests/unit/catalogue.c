// SPDX-License-Identifier: BSD-2-Clause
/* The catalogue: numbers without gaps, no empty text, and names of checks that exist. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "catalogue/catalogue.h"
#include "check/suite.h"

static void test_rows(void **state)
{
	unsigned int row = 0;

	(void)state;
	for (const struct cause *cause = catalogue; cause->row; cause++) {
		assert_int_equal(cause->row, ++row);
		assert_ptr_equal(catalogue_find(row), cause);
	}
	assert_null(catalogue_find(0));
	assert_null(catalogue_find(row + 1));
}

static void test_texts(void **state)
{
	(void)state;
	for (const struct cause *cause = catalogue; cause->row; cause++) {
		assert_non_null(cause->symptom);
		assert_non_null(cause->cause);
		assert_non_null(cause->decided_by);
		assert_non_null(cause->evidence);
		/* Somebody can do something about each. */
		assert_true(cause->driver_cure || cause->program_cure);
		/* And each has a device, or a reason for none. */
		assert_true(!cause->devices[0].name == !!cause->no_device);
	}
}

static void expect_checks(const char *names)
{
	char *list, *unknown;

	if (!names || !names[0])
		return;
	list = strdup(names);
	for (char *at = list; (at = strchr(at, ' ')); )
		*at = ',';
	unknown = selection_unknown(list);
	if (unknown)
		fail_msg("no check is called %s", unknown);
	free(list);
}

static void test_checks_exist(void **state)
{
	(void)state;
	for (const struct cause *cause = catalogue; cause->row; cause++)
		for (size_t i = 0; i < CATALOGUE_DEVICES; i++) {
			expect_checks(cause->devices[i].fails);
			expect_checks(cause->devices[i].warns);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_checks_exist),
	};

	return cmocka_run_group_tests_name("catalogue", tests, NULL, NULL);
}
