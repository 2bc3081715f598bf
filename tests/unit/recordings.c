// SPDX-License-Identifier: BSD-2-Clause
/*
 * What incidents are explained by that were recorded on real kernels. A file of
 * tests/data/incidents is of one kernel, and has a line of JSON for each program that
 * used a device of tests/broken; tests/explain/cases says what each is explained by.
 */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <json-c/json.h>

#include "catalogue/catalogue.h"
#include "explain/explanation.h"
#include "explain/incident-json.h"

#define RECORDINGS "tests/data/incidents"
#define CASES "tests/explain/cases"

/* A line of tests/explain/cases. "-" is for none. */
struct expected {
	char device[32];
	char words[48];
	char row[8];
	char stage[16];
	char function[48];
};

static struct expected expected[128];
static size_t count;

static int read_cases(void **state)
{
	FILE *file = fopen(CASES, "re");
	struct expected *one = expected;
	char line[256];

	(void)state;
	while (file && one < expected + 128 && fgets(line, sizeof(line), file)) {
		if (line[0] == '#' || sscanf(line, "%31s %47s %7s %15s %47s", one->device, one->words, one->row,
					     one->stage, one->function) != 5)
			continue;
		one->device[strcspn(one->device, "!")] = '\0';
		one++;
	}
	if (file)
		fclose(file);
	count = (size_t)(one - expected);
	return count ? 0 : -1;
}

static const char *text_of(struct json_object *object, const char *key)
{
	struct json_object *value;

	return json_object_object_get_ex(object, key, &value) ? json_object_get_string(value) : "";
}

static const struct expected *find(struct json_object *line)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(expected[i].device, text_of(line, "device")) == 0 &&
		    strcmp(expected[i].words, text_of(line, "words")) == 0)
			return &expected[i];
	fail_msg("%s has no line for %s %s", CASES, text_of(line, "device"), text_of(line, "words"));
	return NULL;
}

static void check_explanation(const char *name, const struct expected *one, struct json_object *object)
{
	struct explanation explanation;
	struct incident incident;
	char problem[160], row[8];

	if (incident_from_json(object, &incident, problem, sizeof(problem)))
		fail_msg("%s, %s %s: %s", name, one->device, one->words, problem);
	explain(&incident, &explanation);
	snprintf(row, sizeof(row), "%u", explanation.cause ? explanation.cause->row : 0);
	if (strcmp(row, one->row) != 0 || strcmp(stage_word(explanation.stage), one->stage) != 0 ||
	    strcmp(explanation.function[0] ? explanation.function : "-", one->function) != 0)
		fail_msg("%s, %s %s: row %s, %s, %s: \"%s\"", name, one->device, one->words, row,
			 stage_word(explanation.stage), explanation.function, explanation.reason);
}

/* Whether something fails there: else there is nothing that a recording could tell. */
static bool has_incident(const struct expected *one)
{
	return one->row[0] != '-';
}

/*
 * A line: {"device", "words", "recording": what maps explain --record wrote}. Returns
 * whether there is an incident in it.
 */
static bool check_line(const char *name, const char *text)
{
	struct json_object *line = json_tokener_parse(text), *recording, *incidents;
	const struct expected *one;
	size_t incident_count;

	if (!line || !json_object_object_get_ex(line, "recording", &recording) ||
	    !json_object_object_get_ex(recording, "incidents", &incidents))
		fail_msg("%s: no recording: %.60s", name, text);
	one = find(line);
	incident_count = json_object_array_length(incidents);
	if (incident_count != has_incident(one))
		fail_msg("%s, %s %s: %zu incidents", name, one->device, one->words, incident_count);
	if (incident_count)
		check_explanation(name, one, json_object_array_get_idx(incidents, 0));
	json_object_put(line);
	return incident_count > 0;
}

/* How many incidents there are in a file. */
static size_t check_file(const char *name)
{
	char path[512], *line = NULL;
	size_t capacity = 0, incidents = 0;
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", RECORDINGS, name);
	file = fopen(path, "re");
	assert_non_null(file);
	while (getline(&line, &capacity, file) > 0)
		incidents += check_line(name, line);
	free(line);
	fclose(file);
	return incidents;
}

static void test_recordings(void **state)
{
	DIR *folder = opendir(RECORDINGS);
	struct dirent *entry;
	size_t files = 0, wanted = 0;

	(void)state;
	assert_non_null(folder);
	for (size_t i = 0; i < count; i++)
		wanted += has_incident(&expected[i]);
	while ((entry = readdir(folder))) {
		if (!strstr(entry->d_name, ".json"))
			continue;
		/* Each kernel has met each case in which something fails. */
		if (check_file(entry->d_name) != wanted)
			fail_msg("%s has not a line for each of %s", entry->d_name, CASES);
		files++;
	}
	closedir(folder);
	assert_true(files);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_recordings),
	};

	return cmocka_run_group_tests_name("recordings", tests, read_cases, NULL);
}
