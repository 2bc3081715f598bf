// SPDX-License-Identifier: BSD-2-Clause
/* The report as one JSON object, printed at the end; maps-check(1) has its form. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "catalogue/catalogue.h"
#include "check/check.h"
#include "check/report.h"
#include "check/suite.h"
#include "check/survey.h"
#include "check/target.h"
#include "json-text.h"

static struct json_object *whole, *checks;

static void add_text(struct json_object *object, const char *key, const char *text)
{
	json_object_object_add(object, key, text && text[0] ? json_text(text, strlen(text)) : NULL);
}

static void begin(const struct target *target)
{
	struct json_object *design = json_object_new_array();
	const char *word, *meaning;

	whole = json_object_new_object();
	checks = json_object_new_array();
	add_text(whole, "device", target->name);
	json_object_object_add(whole, "length", json_object_new_uint64(target->length));
	json_object_object_add(whole, "page-size", json_object_new_uint64(target->page));
	for (size_t i = 0; (word = design_word(i, &meaning)); i++)
		if (design_has(target, i))
			json_object_array_add(design, json_object_new_string(word));
	json_object_object_add(whole, "design", design);
	json_object_object_add(whole, "survey-ended", json_object_new_boolean(!target->unfinished));
	json_object_object_add(whole, "checks", checks);
}

/* What was done, one call each. */
static struct json_object *calls(const char *text)
{
	struct json_object *array = json_object_new_array();

	while (*text) {
		size_t length = strcspn(text, "\n");

		json_object_array_add(array, json_text(text, length));
		text += length + (text[length] == '\n');
	}
	return array;
}

static void add_check(const struct check_group *group, const struct check *check, const struct record *record)
{
	static const char *const outcomes[] = {
		[OUTCOME_PASS] = "pass",
		[OUTCOME_WARN] = "warn",
		[OUTCOME_FAIL] = "fail",
		[OUTCOME_NOT_APPLICABLE] = "not-applicable",
	};
	struct json_object *object = json_object_new_object();
	const struct cause *cause = catalogue_find(record->row);
	char name[64];

	snprintf(name, sizeof(name), "%s.%s", group->name, check->name);
	add_text(object, "name", name);
	add_text(object, "sentence", check->sentence);
	add_text(object, "outcome", outcomes[record->outcome]);
	if (record->outcome == OUTCOME_NOT_APPLICABLE)
		add_text(object, "why", record->happened);
	if (record->note[0])
		add_text(object, "note", record->note);
	if (record->outcome == OUTCOME_FAIL || record->outcome == OUTCOME_WARN) {
		json_object_object_add(object, "did", calls(record->did));
		add_text(object, "expected", record->expected);
		add_text(object, "because", record->because);
		add_text(object, "happened", record->happened);
		if (cause) {
			json_object_object_add(object, "row", json_object_new_uint64(cause->row));
			add_text(object, "cause", cause->cause);
			add_text(object, "decided-by", cause->decided_by);
			add_text(object, "driver-cure", cause->driver_cure);
			add_text(object, "program-cure", cause->program_cure);
		}
	}
	json_object_array_add(checks, object);
}

static void end(const struct target *target, const struct tally *tally)
{
	(void)target;
	json_object_object_add(whole, "passed", json_object_new_uint64(tally->count[OUTCOME_PASS]));
	json_object_object_add(whole, "failed", json_object_new_uint64(tally->count[OUTCOME_FAIL]));
	json_object_object_add(whole, "warned", json_object_new_uint64(tally->count[OUTCOME_WARN]));
	json_object_object_add(whole, "not-applicable", json_object_new_uint64(tally->count[OUTCOME_NOT_APPLICABLE]));
	json_object_object_add(whole, "stuck", json_object_new_boolean(tally->stuck));
	puts(json_object_to_json_string_ext(whole, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(whole);
}

const struct report report_json = {
	.begin = begin,
	.check = add_check,
	.end = end,
};
