// SPDX-License-Identifier: BSD-2-Clause
/* The report of maps explain: all parts, in the same order always. */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <json-c/json.h>

#include "explain/explanation.h"
#include "explain/flags.h"
#include "explain/incident.h"
#include "explain/story-text.h"
#include "explain/story.h"

#define START 0x7f0000000000

/* The question's own case. */
static const struct incident bus_error = {
	.kind = INCIDENT_KILLED, .source = "bpf", .pid = 12, .tid = 12, .command = "reader",
	.called = true, .returned = true, .length = 65536, .protection = 3, .flags = 2, .fd = 3, .result = START,
	.passed = 0x1f, .path = "/dev/broken-ignored-error", .is_device = true, .major = 10, .minor = 58,
	.readable = true, .writable = true, .module = "broken", .operation = "ignored_error_mmap",
	.operations_known = true, .vma_start = START, .vma_end = START + 65536,
	.vma_flags = VM_READ | VM_WRITE | VM_MAYREAD | VM_MAYWRITE | VM_MAYEXEC,
	.driver_called = true, .driver_returned = true, .runs = 1,
	.run = { {
		.helper = HELPER_REMAP_PFN_RANGE, .returned = true, .count = 16, .first = START, .end = START + 65536,
		.size = 4096, .result = -EINVAL, .caller_name = "ignored_error_mmap+0x54 [broken]",
		.caller_line = "ignored-error.c:31",
	} },
	.faulted = true, .fault_address = START, .fault_ip = 0x401234, .fault_result = VM_FAULT_SIGBUS,
	.signal = SIGBUS, .signal_code = 2, .signal_address = START, .died = true,
};

/* An mmap that the kernel refuses, watched by ptrace. */
static const struct incident refused = {
	.kind = INCIDENT_REFUSED, .source = "ptrace", .blind = "what the driver does, and which helpers it calls",
	.pid = 12, .tid = 13, .command = "reader", .called = true, .returned = true, .length = 4096, .protection = 3,
	.flags = 1, .fd = 3, .result = -EACCES, .passed = 1, .path = "/dev/maps0", .is_device = true, .readable = true,
};

static const struct incident made = {
	.kind = INCIDENT_GOOD, .source = "bpf", .pid = 12, .command = "reader", .called = true, .returned = true,
	.length = 4096, .protection = 1, .flags = 1, .fd = 3, .result = START, .path = "/dev/maps0", .is_device = true,
};

/* The report of @count incidents; the caller frees it. */
static char *report(const struct story *story, const struct incident *const *incidents, size_t count)
{
	const struct watch watch = { .watched = 7, .source = "bpf", .blind = "" };
	struct explanation explanation;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	story->begin(out);
	for (size_t i = 0; i < count; i++) {
		explain(incidents[i], &explanation);
		story->incident(out, incidents[i], &explanation);
	}
	story->end(out, &watch);
	fclose(out);
	return text;
}

static char *report_one(const struct story *story, const struct incident *incident)
{
	return report(story, &incident, 1);
}

/* Each of @parts comes behind the one before it. */
static void expect_in_order(const char *text, const char *const *parts)
{
	const char *at = text;

	for (; *parts; parts++) {
		const char *found = strstr(at, *parts);

		if (!found)
			fail_msg("\"%s\" is missing, or in the wrong place:\n%s", *parts, text);
		/* The end of a line may be the beginning of what is looked for next. */
		at = found + strlen(*parts) - 1;
	}
}

static void expect_narrow(const char *text)
{
	while (*text) {
		size_t length = strcspn(text, "\n");

		if (length > 100 || (length && text[length - 1] == ' '))
			fail_msg("a line of %zu: \"%.*s\"", length, (int)length, text);
		text += length + (text[length] == '\n');
	}
}

static void test_person(void **state)
{
	static const char *const parts[] = {
		"reader (process 12) died of SIGBUS (BUS_ADRERR) at 0x7f0000000000, in a mapping of\n",
		"\n  call           mmap(NULL, 65536, PROT_READ|PROT_WRITE, MAP_PRIVATE, 3, 0) = 0x7f0000000000\n",
		"\n  file           /dev/broken-ignored-error, device 10:58, open to be read and written\n",
		"\n  driver         module broken; its mmap is ignored_error_mmap(); no fault handler\n",
		"\n  mapping        0x7f0000000000-0x7f0000010000, 16 pages of 4 KiB:",
		"VM_MAYWRITE",
		"\n  helpers        remap_pfn_range(): 16 calls of 4096 bytes, 0x7f0000000000-0x7f0000010000, each gave",
		"-EINVAL to ignored_error_mmap+0x54 [broken] (ignored-error.c:31)\n",
		"\n  returned       ignored_error_mmap() returned 0\n",
		"\n  fault          a read at 0x7f0000000000 (page 0 of the mapping), by the code at 0x401234",
		"VM_FAULT_SIGBUS",
		"\n  stage          a helper of the kernel that the driver called\n",
		"\n  reason         (seen) remap_pfn_range() gave -EINVAL 16 times",
		"\n  cause 1        the driver maps",
		"\n  decided by     remap_pfn_range()",
		"\n  cure, program  - map it with MAP_SHARED\n",
		"\n                 - one page in each mapping\n",
		"\n  cure, driver   - return the error of remap_pfn_range()\n",
		"map struct pages",
		"- clear VM_MAYWRITE",
		"\n1 to explain; 7 mappings of files and devices were watched, by bpf.\n",
		NULL
	};
	char *text = report_one(&story_person, &bus_error);

	(void)state;
	expect_in_order(text, parts);
	expect_narrow(text);
	free(text);
}

static void test_person_blind(void **state)
{
	static const char *const parts[] = {
		"reader (process 12, thread 13): mmap of /dev/maps0 gave EACCES\n", "  call ", " = -1 EACCES\n",
		"  file ", "open to be read\n", "  driver         not known\n", "  mapping        none was made\n",
		"  helpers        cannot be seen from here\n", "  returned       not seen\n", "  fault          not seen\n",
		"  stage ", "  reason         (seen) do_mmap() gave -EACCES", "  cause 23 ", "  decided by ",
		"  cure, program  - open the device with O_RDWR\n", "  cure, driver   nothing",
		"  not seen       what the driver does, and which helpers it calls\n", NULL
	};
	char *text = report_one(&story_person, &refused);

	(void)state;
	expect_in_order(text, parts);
	expect_narrow(text);
	free(text);
}

static void test_person_inferred(void **state)
{
	struct incident incident = refused;
	char *text;

	(void)state;
	incident.writable = true;
	text = report_one(&story_person, &incident);
	assert_non_null(strstr(text, "  reason         (inferred) Most likely, "));
	free(text);
}

/* What there was no place for is said, and a run of several sizes has none. */
static void expect_returned(const struct incident *incident, const char *expected)
{
	char text[256];

	story_returned(incident, text, sizeof(text));
	assert_string_equal(text, expected);
}

/* That the driver hangs can be said only of a call that has not returned. */
static void test_returned(void **state)
{
	struct incident incident = bus_error;

	(void)state;
	expect_returned(&incident, "ignored_error_mmap() returned 0");
	incident.driver_returned = false;
	expect_returned(&incident, "ignored_error_mmap() was called, and its return not seen");
	incident.returned = false;
	expect_returned(&incident, "ignored_error_mmap() never returned");
	incident.operation[0] = '\0';
	expect_returned(&incident, "the driver never returned");
}

static void test_more_helpers(void **state)
{
	struct incident incident = bus_error;
	char *text;

	(void)state;
	incident.run[0].size = 0;
	incident.run[0].result = 0;
	incident.more_runs = 3;
	text = report_one(&story_person, &incident);
	assert_non_null(strstr(text, "remap_pfn_range(): 16 calls of different sizes, 0x7f0000000000-0x7f0000010000,"));
	assert_non_null(strstr(text, "\n                 3 more calls, for which there was no place\n"));
	free(text);
	text = report_one(&story_json, &incident);
	assert_non_null(strstr(text, "\"3 more calls, for which there was no place\""));
	free(text);
}

/* Which file the program meant is guessed, and not in the first line. */
static void test_not_opened(void **state)
{
	const struct incident incident = {
		.kind = INCIDENT_REFUSED, .source = "bpf", .pid = 12, .command = "reader", .called = true,
		.returned = true, .length = 4096, .flags = 1, .fd = -1, .result = -EBADF, .passed = 1, .not_opened = "/dev/gone",
		.open_result = -ENOENT,
	};
	char *text = report_one(&story_person, &incident);

	(void)state;
	assert_non_null(strstr(text, "reader (process 12): mmap of descriptor -1 gave EBADF\n"));
	assert_non_null(strstr(text, "(inferred) Most likely, the descriptor is what an open() gave that failed"));
	free(text);
	text = report_one(&story_json, &incident);
	assert_non_null(strstr(text, "\"not-opened\":\"/dev/gone\""));
	assert_non_null(strstr(text, "\"open-result\":-2"));
	free(text);
}

/* A good mapping, with --all, has its facts and no cures. */
static void test_person_good(void **state)
{
	static const char *const parts[] = {
		"reader (process 12): mmap of /dev/maps0 succeeded\n", "  call ", "  file ", "  stage          none",
		"Nothing to explain: 7 mappings of files and devices were watched, by bpf. None went", NULL
	};
	char *text = report_one(&story_person, &made);

	(void)state;
	expect_in_order(text, parts);
	expect_narrow(text);
	assert_null(strstr(text, "cure"));
	free(text);
}

/* What was tried again is said once, with how often. */
static void test_again_and_too_many(void **state)
{
	const struct watch watch = { .watched = 7, .dropped = 44, .source = "bpf" };
	struct incident incident = refused;
	char *text;
	size_t size;
	FILE *out;

	(void)state;
	incident.times = 3;
	text = report_one(&story_person, &incident);
	assert_non_null(strstr(text, "mmap of /dev/maps0 gave EACCES, 3 times\n"));
	free(text);
	out = open_memstream(&text, &size);
	story_person.begin(out);
	story_person.end(out, &watch);
	fclose(out);
	assert_non_null(strstr(text, "\n44 more were not kept: they are too many.\n"));
	free(text);
}

static void test_person_nothing(void **state)
{
	char *text = report(&story_person, NULL, 0);

	(void)state;
	assert_int_equal(strncmp(text, "Nothing to explain: 7 mappings", 30), 0);
	assert_non_null(strstr(text, "C library"));
	expect_narrow(text);
	free(text);
}

static struct json_object *get(struct json_object *object, const char *key)
{
	struct json_object *value = NULL;

	if (!json_object_object_get_ex(object, key, &value))
		fail_msg("no \"%s\" in %s", key, json_object_to_json_string(object));
	return value;
}

static void test_json(void **state)
{
	static const char *const keys[] = {
		"\"what\"", "\"call\"", "\"file\"", "\"driver\"", "\"mapping\"", "\"helpers\"", "\"returned\"", "\"fault\"",
		"\"stage\"", "\"function\"", "\"seen\"", "\"reason\"", "\"row\"", "\"cause\"", "\"decided-by\"", "\"cures\"",
		"\"program\"", "\"driver\"", "\"not-seen\"", "\"incident\"", NULL
	};
	const struct incident *const both[] = { &bus_error, &refused };
	char *text = report(&story_json, both, 2);
	struct json_object *whole = json_tokener_parse(text), *incidents, *first, *second;

	(void)state;
	assert_non_null(whole);
	assert_int_equal(json_object_get_int(get(whole, "watched")), 7);
	assert_int_equal(json_object_get_int(get(whole, "not-kept")), 0);
	assert_string_equal(json_object_get_string(get(whole, "source")), "bpf");
	incidents = get(whole, "incidents");
	assert_int_equal(json_object_array_length(incidents), 2);
	first = json_object_array_get_idx(incidents, 0);
	second = json_object_array_get_idx(incidents, 1);
	expect_in_order(json_object_to_json_string(first), keys);
	expect_in_order(json_object_to_json_string(second), keys);
	assert_int_equal(json_object_get_int(get(first, "row")), 1);
	assert_string_equal(json_object_get_string(get(first, "stage")), "helper");
	assert_string_equal(json_object_get_string(get(first, "function")), "ignored_error_mmap");
	assert_true(json_object_get_boolean(get(first, "seen")));
	assert_int_equal(json_object_array_length(get(get(first, "cures"), "program")), 2);
	assert_int_equal(json_object_array_length(get(get(first, "cures"), "driver")), 3);
	assert_null(get(first, "not-seen"));
	assert_string_equal(json_object_get_string(get(get(first, "incident"), "kind")), "killed");
	assert_non_null(get(second, "not-seen"));
	json_object_put(whole);
	free(text);
}

static void test_json_nothing(void **state)
{
	char *text = report(&story_json, NULL, 0);
	struct json_object *whole = json_tokener_parse(text);

	(void)state;
	assert_int_equal(json_object_array_length(get(whole, "incidents")), 0);
	json_object_put(whole);
	free(text);
}

/* The halves of row 25 have cures of their own; the error beneath has its own, too. */
static void test_cures_of_masked_errors(void **state)
{
	struct incident incident = bus_error;
	struct explanation explanation;
	char text[STORY_TEXT];
	bool shared = false;

	(void)state;
	incident.kind = INCIDENT_REFUSED;
	incident.result = incident.driver_result = -EAGAIN;
	explain(&incident, &explanation);
	assert_true(story_cure(&explanation, CURE_DRIVER, 0, text, sizeof(text)));
	assert_string_equal(text, "return the error of the function that failed");
	assert_true(story_cure(&explanation, CURE_DRIVER, 1, text, sizeof(text)));
	for (size_t i = 0; story_cure(&explanation, CURE_PROGRAM, i, text, sizeof(text)); i++) {
		assert_null(strstr(text, "RLIMIT"));
		shared |= strstr(text, "MAP_SHARED") != NULL;
	}
	assert_true(shared);

	incident.driver_called = incident.driver_returned = false;
	incident.runs = 0;
	incident.passed = 0x3;
	incident.flags |= 0x2000;
	explain(&incident, &explanation);
	assert_true(story_cure(&explanation, CURE_PROGRAM, 0, text, sizeof(text)));
	assert_string_equal(text, "a higher RLIMIT_MEMLOCK");
	assert_true(story_cure(&explanation, CURE_PROGRAM, 1, text, sizeof(text)));
	assert_string_equal(text, "no MAP_LOCKED");
	assert_false(story_cure(&explanation, CURE_DRIVER, 0, text, sizeof(text)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_person),
		cmocka_unit_test(test_person_blind),
		cmocka_unit_test(test_person_inferred),
		cmocka_unit_test(test_returned),
		cmocka_unit_test(test_more_helpers),
		cmocka_unit_test(test_not_opened),
		cmocka_unit_test(test_person_good),
		cmocka_unit_test(test_again_and_too_many),
		cmocka_unit_test(test_person_nothing),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_json_nothing),
		cmocka_unit_test(test_cures_of_masked_errors),
	};

	return cmocka_run_group_tests_name("story", tests, NULL, NULL);
}
