// SPDX-License-Identifier: BSD-2-Clause
/* What maps watch shows of a sample, to people and to programs; and columns of areas. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include <cmocka.h>

#include "area-columns.h"
#include "watch-sample.h"

static struct watch_area areas[] = {
	{
		.known = { .name = "maps1" }, .label = "frames", .backing = "huge", .mapper = "huge",
		.size = 64 << 20, .mappings = 2, .mapped = 6 << 20,
	},
	{ .known = { .name = "maps2" }, .backing = "vmalloc", .mapper = "insert", .revoked = true },
};

static struct owner owners[] = {
	{
		.area = "maps1", .pid = 42, .command = "my program", .mappings = 2, .bytes = 6 << 20,
		.present = (4 << 20) + 8192, .huge = 4 << 20, .copies = 4096, .faults = 130,
	},
};

static const struct watch_sample sample = {
	.time = { .tv_sec = 1763846400, .tv_nsec = 123456789 },
	.areas = areas, .count = 2, .owners = { .list = owners, .count = 1 },
};

static struct owner owners_before[] = { { .area = "maps1", .pid = 42, .faults = 100 } };

static const struct watch_sample before = { .owners = { .list = owners_before, .count = 1 } };

static void test_faults(void **state)
{
	struct owner other = { .pid = 43, .faults = 7 }, again = { .pid = 42, .faults = 3 };

	(void)state;
	assert_int_equal(watch_sample_faults(&before, &owners[0]), 30);
	assert_int_equal(watch_sample_faults(&before, &other), 0);
	assert_int_equal(watch_sample_faults(&before, &again), 0);
}

static void test_screen(void **state)
{
	char *text = watch_screen(&sample, &before);

	(void)state;
	assert_string_equal(text,
			    "2 areas of 64M; 2 mappings of 6M; Ctrl-C ends this\n"
			    "\n"
			    "AREA  LABEL     SIZE BACKING MAPPER MAPPINGS MAPPED\n"
			    "maps1 frames     64M huge    huge          2     6M\n"
			    "maps2 -      revoked vmalloc insert        0      0\n"
			    "\n"
			    "PID COMMAND    AREA  MAPPINGS MAPPED HUGE SMALL COPIED FAULTS NEW\n"
			    " 42 my program maps1        2     6M   4M    8K     4K    130  30\n");
	free(text);
}

static char *records(bool json)
{
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);

	assert_non_null(out);
	watch_records(&sample, &before, json, out);
	fclose(out);
	return text;
}

static void test_records(void **state)
{
	char *text = records(false);

	(void)state;
	assert_string_equal(text,
			    "time=1763846400.123 kind=area area=maps1 label=frames size=67108864 backing=huge "
			    "mapper=huge mappings=2 mapped=6291456 revoked=0\n"
			    "time=1763846400.123 kind=area area=maps2 label= size=0 backing=vmalloc "
			    "mapper=insert mappings=0 mapped=0 revoked=1\n"
			    "time=1763846400.123 kind=owner area=maps1 pid=42 command=my%20program mappings=2 "
			    "mapped=6291456 huge=4194304 small=8192 copied=4096 faults=130 new_faults=30\n");
	free(text);
}

static void test_json_records(void **state)
{
	char *text = records(true), *rest = text, *line;
	struct json_object *object, *value;
	size_t count = 0;

	(void)state;
	for (; (line = strsep(&rest, "\n")) && *line; count++) {
		object = json_tokener_parse(line);
		assert_non_null(object);
		assert_true(json_object_object_get_ex(object, count == 2 ? "command" : "label", &value));
		if (count == 2)
			assert_string_equal(json_object_get_string(value), "my program");
		assert_non_null(strstr(line, "\"time\":1763846400.123,"));
		json_object_put(object);
	}
	assert_int_equal(count, 3);
	free(text);
}

/* What a terminal of that size is sent. */
static void expect_put(const char *text, unsigned int columns, unsigned int rows, const char *expected)
{
	char *sent = NULL;
	size_t length;
	FILE *out = open_memstream(&sent, &length);

	assert_non_null(out);
	watch_screen_put(text, columns, rows, out);
	fclose(out);
	assert_string_equal(sent, expected);
	free(sent);
}

static void test_what_fits(void **state)
{
	(void)state;
	expect_put("one\ntwo\n", 80, 24, "\033[Hone\033[K\ntwo\033[K\n\033[J");
	expect_put("one\ntwo\nthree\n", 80, 3, "\033[Hone\033[K\ntwo\033[K\n\033[J");
	expect_put("one\n\nthree\n", 2, 9, "\033[Hon\033[K\n\033[K\nth\033[K\n\033[J");
	expect_put("", 80, 24, "\033[H\033[J");
}

static void test_columns(void **state)
{
	struct view view = { .set = &area_columns };
	char *unknown;

	(void)state;
	assert_null(view_choose(&view, "name,SIZE"));
	assert_string_equal(view.columns[0]->name, "NAME");
	assert_string_equal(view.columns[1]->name, "SIZE");
	assert_null(view.columns[2]);
	assert_null(view_choose(&view, "+LABEL"));
	assert_string_equal(view.columns[2]->name, "LABEL");
	assert_null(view_choose(&view, "PATH"));
	assert_null(view.columns[1]);
	unknown = view_choose(&view, "NAME,COLOUR,SIZE");
	assert_string_equal(unknown, "COLOUR");
	free(unknown);
	unknown = view_choose(&view, "");
	assert_string_equal(unknown, "");
	free(unknown);
}

static void test_too_many_columns(void **state)
{
	struct view view = { .set = &area_columns };
	char *unknown = NULL;
	int added;

	(void)state;
	view_choose(&view, "NAME");
	for (added = 1; !unknown && added < 1000; added++)
		unknown = view_choose(&view, "+NAME");
	assert_non_null(unknown);
	assert_true(added <= VIEW_COLUMNS_MOST);
	free(unknown);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_screen),
		cmocka_unit_test(test_records),
		cmocka_unit_test(test_json_records),
		cmocka_unit_test(test_what_fits),
		cmocka_unit_test(test_columns),
		cmocka_unit_test(test_too_many_columns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
