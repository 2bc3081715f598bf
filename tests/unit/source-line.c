// SPDX-License-Identifier: BSD-2-Clause
/*
 * The source lines of callers. The object of this very file stands for a module: it is
 * not linked either, and has debug information.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "explain/incident.h"
#include "explain/source-line.h"

static uintptr_t return_address;

static __attribute__((noinline)) void helper(void)
{
	return_address = (uintptr_t)__builtin_return_address(0);
}

/* Returns the line of its call. */
static __attribute__((noinline)) int driver(void)
{
	int line = __LINE__ + 2;

	helper();
	return line;
}

/* A directory below which @file is the object of this file. */
static void make_directory(char *directory, const char *file)
{
	char object[512], link[600];
	ssize_t length = readlink("/proc/self/exe", object, sizeof(object) - 64);

	assert_true(length > 0);
	object[length] = '\0';
	/* It is build/unit/NAME. */
	*strrchr(object, '/') = '\0';
	strcpy(strrchr(object, '/'), "/sanitized/tests/unit/source-line.o");
	assert_non_null(mkdtemp(directory));
	snprintf(link, sizeof(link), "%s/%s", directory, file);
	assert_int_equal(symlink(object, link), 0);
}

static void remove_directory(const char *directory, const char *file)
{
	char link[600];

	snprintf(link, sizeof(link), "%s/%s", directory, file);
	unlink(link);
	rmdir(directory);
}

/* The line of a caller, which is in the module of @file, in @incident. */
static void fill(struct incident *incident, const char *file, const char *name)
{
	char directory[] = "/tmp/source-line.XXXXXX";

	*incident = (struct incident){ .runs = 1 };
	snprintf(incident->run[0].caller_name, sizeof(incident->run[0].caller_name), "%s", name);
	make_directory(directory, file);
	source_lines_fill(incident, 1, directory);
	remove_directory(directory, file);
}

static void the_line_is_the_calls(void **state)
{
	struct incident incident;
	char name[96], line[32];

	(void)state;
	snprintf(line, sizeof(line), "source-line.c:%d", driver());
	snprintf(name, sizeof(name), "driver+0x%lx [no_such_module]", (unsigned long)(return_address - (uintptr_t)driver));
	fill(&incident, "no_such_module.ko", name);
	assert_string_equal(incident.run[0].caller_line, line);
}

static void a_size_behind_the_offset_is_no_matter(void **state)
{
	struct incident incident;
	char name[96], line[32];

	(void)state;
	snprintf(line, sizeof(line), "source-line.c:%d", driver());
	snprintf(name, sizeof(name), "driver+0x%lx/0x1000 [no_such_module]",
		 (unsigned long)(return_address - (uintptr_t)driver));
	fill(&incident, "no_such_module.ko", name);
	assert_string_equal(incident.run[0].caller_line, line);
}

static void dashes_are_underscores(void **state)
{
	struct incident incident;

	(void)state;
	fill(&incident, "no-such-module.ko", "driver+0x1 [no_such_module]");
	assert_string_not_equal(incident.run[0].caller_line, "");
}

static void another_module_is_none(void **state)
{
	struct incident incident;

	(void)state;
	fill(&incident, "no_such_module_either.ko", "driver+0x1 [no_such_module]");
	assert_string_equal(incident.run[0].caller_line, "");
}

static void what_is_not_known_stays_empty(void **state)
{
	static const char *const names[] = {
		"", "driver", "driver+0x1", "driver+0x0 [no_such_module]", "driver+0x100000 [no_such_module]",
		"no_such_function+0x1 [no_such_module]", "[no_such_module]",
	};
	struct incident incident;

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		fill(&incident, "no_such_module.ko", names[i]);
		assert_string_equal(incident.run[0].caller_line, "");
	}
}

static void what_was_known_stays(void **state)
{
	struct incident incident = { .runs = 1, .run = { {
		.caller_name = "driver+0x1 [no_such_module]", .caller_line = "driver.c:7",
	} } };

	(void)state;
	source_lines_fill(&incident, 1, NULL);
	assert_string_equal(incident.run[0].caller_line, "driver.c:7");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_line_is_the_calls),
		cmocka_unit_test(a_size_behind_the_offset_is_no_matter),
		cmocka_unit_test(dashes_are_underscores),
		cmocka_unit_test(another_module_is_none),
		cmocka_unit_test(what_is_not_known_stays_empty),
		cmocka_unit_test(what_was_known_stays),
	};

	return cmocka_run_group_tests_name("source-line", tests, NULL, NULL);
}
