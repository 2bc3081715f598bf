// SPDX-License-Identifier: BSD-2-Clause
/*
 * The suite on regular files, whose mmap is right: no check fails. What comes of a
 * check that does not end. And the choice of checks by name.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "check/check.h"
#include "check/report.h"
#include "check/suite.h"
#include "check/survey.h"
#include "check/target.h"

#define PAGES 5

static char failures[4096];
static unsigned int results;

static void ignore_target(const struct target *target)
{
	(void)target;
}

static void note_failure(const struct check_group *group, const struct check *check, const struct record *record)
{
	size_t length = strlen(failures);

	results++;
	if (record->outcome == OUTCOME_FAIL || record->outcome == OUTCOME_WARN)
		snprintf(failures + length, sizeof(failures) - length, "%s.%s: %s\n", group->name, check->name,
			 record->happened);
}

static void ignore_end(const struct target *target, const struct tally *tally)
{
	(void)target;
	(void)tally;
}

static const struct report report_failures = {
	.begin = ignore_target,
	.check = note_failure,
	.end = ignore_end,
};

static struct target target_of_file(int fd, size_t size)
{
	struct target target = {
		.name = "file",
		.fd = fd,
		.mode = O_RDWR,
		.is_file = true,
		.page = (size_t)sysconf(_SC_PAGESIZE),
		.scratch = "/tmp",
	};

	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, (off_t)size), 0);
	assert_int_equal(survey(&target, 60000), 0);
	return target;
}

static void test_file(void **state)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	struct target target = target_of_file(memfd_create("suite", MFD_CLOEXEC), PAGES * page - 100);
	const struct selection all = { 0 };
	struct tally tally = { 0 };

	(void)state;
	assert_int_equal(target.length, PAGES * page);
	assert_int_equal(target.size, PAGES * page - 100);
	assert_int_equal(suite_run(&target, &all, 60000, &report_failures, &tally), 0);
	assert_string_equal(failures, "");
	assert_int_equal(results, tally.count[OUTCOME_PASS] + tally.count[OUTCOME_NOT_APPLICABLE]);
	assert_true(tally.count[OUTCOME_PASS] > 20);
	assert_false(tally.stuck);
	close(target.fd);
}

static void skip_and_die(const struct target *target, struct record *record)
{
	(void)target;
	record_skip(record, "it makes no sense");
	kill(getpid(), SIGKILL);
}

static void warn_and_hang(const struct target *target, struct record *record)
{
	(void)target;
	record->hang_row = 13;
	record_warn(record, "users stumble");
	for (;;)
		pause();
}

static void fail_and_hang(const struct target *target, struct record *record)
{
	(void)target;
	record_expect(record, 11, "nothing", "nobody");
	record->hang_row = 13;
	record_fail(record, "it failed");
	for (;;)
		pause();
}

/* That a check like this fails, with that row of the catalogue, and says so. */
static void expect_failure(void (*run)(const struct target *target, struct record *record), unsigned int row,
			   const char *happened)
{
	const struct check check = { .name = "check", .sentence = "it is so", .run = run };
	const struct target target = { .fd = -1, .page = (size_t)sysconf(_SC_PAGESIZE) };
	struct record *record = mmap(NULL, sizeof(*record), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	bool stuck = false;

	assert_ptr_not_equal(record, MAP_FAILED);
	assert_int_equal(suite_run_check(&target, &check, 2000, record, &stuck), 0);
	assert_int_equal(record->outcome, OUTCOME_FAIL);
	assert_int_equal(record->row, row);
	assert_non_null(strstr(record->happened, happened));
	assert_false(stuck);
	munmap(record, sizeof(*record));
}

static void test_endings(void **state)
{
	(void)state;
	expect_failure(skip_and_die, 0, "killed by SIGKILL");
	expect_failure(warn_and_hang, 13, "did not end");
	expect_failure(fail_and_hang, 11, "it failed");
}

static void test_expectations(void **state)
{
	struct target target = target_of_file(memfd_create("suite", MFD_CLOEXEC), 1 << 16);
	char *unknown = design_unknown("none,purple,once");
	struct tally tally = { 0 };

	(void)state;
	failures[0] = '\0';
	suite_expect(&target, "none", &report_failures, &tally);
	assert_int_equal(tally.count[OUTCOME_PASS], 1);
	assert_string_equal(failures, "");
	suite_expect(&target, "read-only,once", &report_failures, &tally);
	assert_int_equal(tally.count[OUTCOME_FAIL], 1);
	assert_string_equal(failures, "design.expected: it is not read-only; it is not once\n");
	assert_string_equal(unknown, "purple");
	assert_null(design_unknown("none"));
	assert_null(design_unknown("read-only,once"));
	free(unknown);
	close(target.fd);
}

static void test_selection(void **state)
{
	const struct check_group *group = check_groups[0];
	const struct check *first = &group->checks[0], *second = &group->checks[1];
	struct selection selection = { .only = "bounds.map,access" };
	char *unknown = selection_unknown("bounds,bounds.mop");

	(void)state;
	assert_true(selection_has(&selection, group, first));
	assert_false(selection_has(&selection, group, second));
	selection = (struct selection){ .skip = "bounds.map" };
	assert_false(selection_has(&selection, group, first));
	assert_true(selection_has(&selection, group, second));
	assert_null(selection_unknown("bounds,bounds.map"));
	assert_string_equal(unknown, "bounds.mop");
	free(unknown);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_file),
		cmocka_unit_test(test_endings),
		cmocka_unit_test(test_expectations),
		cmocka_unit_test(test_selection),
	};

	return cmocka_run_group_tests_name("suite", tests, NULL, NULL);
}
