// SPDX-License-Identifier: BSD-2-Clause
/* Names of processes are printed: none may speak to the terminal, or break JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cmocka.h>

#include "tools/process-name.h"

/* What is read of a process that calls itself @name. */
static const char *read_as(const char *name)
{
	static char read[32];

	prctl(PR_SET_NAME, name);
	process_name_read(getpid(), read, sizeof(read));
	return read;
}

static void test_plain(void **state)
{
	(void)state;
	assert_string_equal(read_as("kworker/0:1 (x)"), "kworker/0:1 (x)");
	assert_string_equal(read_as(""), "");
}

static void test_control(void **state)
{
	(void)state;
	assert_string_equal(read_as("a\033[2J\x7f"), "a?[2J?");
	assert_string_equal(read_as("tab\there"), "tab?here");
}

/* U+009B, which begins a command for some terminals; and a letter that is cut. */
static void test_not_ascii(void **state)
{
	(void)state;
	assert_string_equal(read_as("\xc2\x9b" "2J"), "??2J");
	assert_string_equal(read_as("\xff"), "?");
	assert_string_equal(read_as("fourteen bytes\xc3\xa9"), "fourteen bytes?");
}

static void test_lines(void **state)
{
	(void)state;
	assert_string_equal(read_as("two\nlines"), "two");
}

static void test_small_room(void **state)
{
	char read[4];

	(void)state;
	prctl(PR_SET_NAME, "longer");
	process_name_read(getpid(), read, sizeof(read));
	assert_string_equal(read, "lon");
}

static void test_gone(void **state)
{
	char read[16] = "untouched";

	(void)state;
	process_name_read(INT32_MAX, read, sizeof(read));
	assert_string_equal(read, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_control),
		cmocka_unit_test(test_not_ascii),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_small_room),
		cmocka_unit_test(test_gone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
