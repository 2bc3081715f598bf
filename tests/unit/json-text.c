// SPDX-License-Identifier: BSD-2-Clause
/* What is JSON is UTF-8, whatever somebody called a file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <json-c/json.h>

#include "tools/json-text.h"

static void becomes(const char *text, const char *wanted)
{
	struct json_object *string = json_text(text, strlen(text));

	assert_non_null(string);
	assert_string_equal(json_object_get_string(string), wanted);
	json_object_put(string);
}

static void test_utf8(void **state)
{
	(void)state;
	becomes("", "");
	becomes("/dev/maps0", "/dev/maps0");
	/* Of two, three and four bytes, and the last one there is. */
	becomes("\xc3\xa4 \xe2\x82\xac \xf0\x9f\x98\x80", "\xc3\xa4 \xe2\x82\xac \xf0\x9f\x98\x80");
	becomes("\xf4\x8f\xbf\xbf", "\xf4\x8f\xbf\xbf");
}

static void test_other(void **state)
{
	(void)state;
	/* Latin 1, a character that is cut, and bytes of none. */
	becomes("gr\xfc\x6e", "gr?n");
	becomes("x\xe2\x82", "x??");
	becomes("\x80\xff\xfe", "???");
	/* Longer than it has to be, half of a pair, and beyond the last. */
	becomes("\xc0\xaf", "??");
	becomes("\xe0\x80\xaf", "???");
	becomes("\xed\xa0\x80", "???");
	becomes("\xf4\x90\x80\x80", "????");
}

static void test_part(void **state)
{
	struct json_object *string = json_text("one\ntwo", 3);

	(void)state;
	assert_string_equal(json_object_get_string(string), "one");
	json_object_put(string);
	string = json_text("\xc3\xa4", 1);
	assert_string_equal(json_object_get_string(string), "?");
	json_object_put(string);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_utf8),
		cmocka_unit_test(test_other),
		cmocka_unit_test(test_part),
	};

	return cmocka_run_group_tests_name("json-text", tests, NULL, NULL);
}
