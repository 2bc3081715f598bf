// SPDX-License-Identifier: BSD-2-Clause
/* Sizes as a person writes them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>

#include <cmocka.h>

#include "size.h"

static void expect(const char *text, int err, uint64_t expected)
{
	uint64_t size = 0x77;

	assert_int_equal(size_parse(text, &size), err);
	assert_int_equal(size, err ? 0x77 : expected);
}

static void test_plain_numbers(void **state)
{
	(void)state;
	expect("0", 0, 0);
	expect("4096", 0, 4096);
	expect("0x1000", 0, 4096);
	expect("0X1000", 0, 4096);
	expect("0100", 0, 100);
	expect("08", 0, 8);
	expect("18446744073709551615", 0, UINT64_MAX);
}

static void test_units(void **state)
{
	(void)state;
	expect("1K", 0, 1024);
	expect("64k", 0, 65536);
	expect("2M", 0, 2UL << 20);
	expect("1G", 0, 1UL << 30);
	expect("3T", 0, 3UL << 40);
}

static void test_not_a_size(void **state)
{
	(void)state;
	expect("", -EINVAL, 0);
	expect("K", -EINVAL, 0);
	expect("-1", -EINVAL, 0);
	expect("+1", -EINVAL, 0);
	expect(" 1", -EINVAL, 0);
	expect("1 ", -EINVAL, 0);
	expect("1KB", -EINVAL, 0);
	expect("1Q", -EINVAL, 0);
	expect("1.5M", -EINVAL, 0);
	expect("0x", -EINVAL, 0);
	expect("0xK", -EINVAL, 0);
}

static void test_too_large(void **state)
{
	(void)state;
	expect("18446744073709551616", -ERANGE, 0);
	expect("16777216T", -ERANGE, 0);
	expect("16777215T", 0, 16777215UL << 40);
}

static void expect_text(uint64_t size, const char *expected)
{
	char text[SIZE_TEXT];
	uint64_t again = 0;

	assert_string_equal(size_format(size, text), expected);
	assert_int_equal(size_parse(text, &again), 0);
	assert_int_equal(again, size);
}

static void test_written(void **state)
{
	(void)state;
	expect_text(0, "0");
	expect_text(1, "1");
	expect_text(1023, "1023");
	expect_text(1024, "1K");
	expect_text(4097, "4097");
	expect_text(65536, "64K");
	expect_text(1536 << 10, "1536K");
	expect_text(64UL << 20, "64M");
	expect_text(1UL << 30, "1G");
	expect_text(1UL << 50, "1024T");
	expect_text(UINT64_MAX, "18446744073709551615");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain_numbers),
		cmocka_unit_test(test_units),
		cmocka_unit_test(test_not_a_size),
		cmocka_unit_test(test_too_large),
		cmocka_unit_test(test_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
