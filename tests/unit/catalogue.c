// SPDX-License-Identifier: BSD-2-Clause
/* The catalogue: numbers without gaps, no empty text, names of checks that exist, and of all of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "catalogue/catalogue.h"
#include "check/check.h"
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

/* Whether @name is among @names, which have blanks between. */
static bool has_name(const char *names, const char *name)
{
	size_t length = strlen(name);

	for (; names && *names; names += strspn(names, " ")) {
		if (strncmp(names, name, length) == 0 && (names[length] == ' ' || names[length] == '\0'))
			return true;
		names += strcspn(names, " ");
	}
	return false;
}

/* Whether a device of tests/broken is found out by the check. */
static bool finds_something(const char *name)
{
	for (const struct cause *cause = catalogue; cause->row; cause++)
		for (size_t i = 0; i < CATALOGUE_DEVICES; i++)
			if (has_name(cause->devices[i].fails, name) || has_name(cause->devices[i].warns, name))
				return true;
	return false;
}

/*
 * A check that no device fails may be one that cannot fail. The only one is about memory of
 * a file: where a mapping has such pages, the kernel itself finds the word of a futex.
 */
static void test_each_check_can_fail(void **state)
{
	char name[64];

	(void)state;
	for (size_t i = 0; check_groups[i]; i++)
		for (const struct check *check = check_groups[i]->checks; check->name; check++) {
			snprintf(name, sizeof(name), "%s.%s", check_groups[i]->name, check->name);
			if (finds_something(name) == (strcmp(name, "access.futex") == 0))
				fail_msg("%s: is there a device of tests/broken that fails it?", name);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_checks_exist),
		cmocka_unit_test(test_each_check_can_fail),
	};

	return cmocka_run_group_tests_name("catalogue", tests, NULL, NULL);
}
