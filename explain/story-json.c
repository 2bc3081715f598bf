// SPDX-License-Identifier: BSD-2-Clause
/* The report as one JSON object, printed at the end; maps-explain(1) has its keys. */
#include <string.h>

#include <json-c/json.h>

#include "catalogue/catalogue.h"
#include "explain/explanation.h"
#include "explain/incident-json.h"
#include "explain/incident.h"
#include "explain/story-text.h"
#include "explain/story.h"
#include "json-text.h"

static struct json_object *incidents;

static void add_text(struct json_object *object, const char *key, const char *text)
{
	json_object_object_add(object, key, text && text[0] ? json_text(text, strlen(text)) : NULL);
}

static void begin(FILE *out)
{
	(void)out;
	incidents = json_object_new_array();
}

static void add_facts(struct json_object *object, const struct incident *incident)
{
	static const struct {
		const char *key;
		void (*put)(const struct incident *incident, char *text, size_t size);
	} before[] = {
		{ "what", story_what },
		{ "call", story_call },
		{ "file", story_object },
		{ "driver", story_driver },
		{ "mapping", story_vma },
	}, after[] = {
		{ "returned", story_returned },
		{ "fault", story_fault },
	};
	struct json_object *helpers = json_object_new_array();
	char text[STORY_TEXT];

	for (size_t i = 0; i < sizeof(before) / sizeof(before[0]); i++) {
		before[i].put(incident, text, sizeof(text));
		add_text(object, before[i].key, text);
	}
	for (unsigned int i = 0; i < incident->runs; i++) {
		story_helper(incident, &incident->run[i], text, sizeof(text));
		json_object_array_add(helpers, json_object_new_string(text));
	}
	if (story_more_helpers(incident, text, sizeof(text)))
		json_object_array_add(helpers, json_object_new_string(text));
	json_object_object_add(object, "helpers", helpers);
	for (size_t i = 0; i < sizeof(after) / sizeof(after[0]); i++) {
		after[i].put(incident, text, sizeof(text));
		add_text(object, after[i].key, text);
	}
}

static struct json_object *cures(const struct explanation *explanation, enum cure_for author)
{
	struct json_object *array = json_object_new_array();
	char text[STORY_TEXT];

	for (size_t i = 0; story_cure(explanation, author, i, text, sizeof(text)); i++)
		json_object_array_add(array, json_object_new_string(text));
	return array;
}

static void add_cause(struct json_object *object, const struct explanation *explanation)
{
	struct json_object *both = json_object_new_object();
	const struct cause *cause = explanation->cause;

	json_object_object_add(object, "row", cause ? json_object_new_uint64(cause->row) : NULL);
	add_text(object, "cause", cause ? cause->cause : NULL);
	add_text(object, "decided-by", cause ? cause->decided_by : NULL);
	json_object_object_add(object, "row-beneath", explanation->beneath ?
			       json_object_new_uint64(explanation->beneath->row) : NULL);
	json_object_object_add(both, "program", cures(explanation, CURE_PROGRAM));
	json_object_object_add(both, "driver", cures(explanation, CURE_DRIVER));
	json_object_object_add(object, "cures", both);
}

static void incident(FILE *out, const struct incident *seen, const struct explanation *explanation)
{
	struct json_object *object = json_object_new_object();

	(void)out;
	add_facts(object, seen);
	add_text(object, "stage", stage_word(explanation->stage));
	add_text(object, "function", explanation->function);
	json_object_object_add(object, "seen", json_object_new_boolean(explanation->seen));
	add_text(object, "reason", explanation->reason);
	add_cause(object, explanation);
	add_text(object, "not-seen", seen->blind);
	json_object_object_add(object, "incident", incident_to_json(seen));
	json_object_array_add(incidents, object);
}

static void end(FILE *out, const struct watch *watch)
{
	struct json_object *whole = json_object_new_object();

	json_object_object_add(whole, "watched", json_object_new_uint64(watch->watched));
	json_object_object_add(whole, "not-kept", json_object_new_uint64(watch->dropped));
	add_text(whole, "source", watch->source);
	add_text(whole, "not-seen", watch->blind);
	json_object_object_add(whole, "incidents", incidents);
	fprintf(out, "%s\n", json_object_to_json_string_ext(whole, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_NOSLASHESCAPE));
	fflush(out);
	json_object_put(whole);
	incidents = NULL;
}

const struct story story_json = {
	.begin = begin,
	.incident = incident,
	.end = end,
};
