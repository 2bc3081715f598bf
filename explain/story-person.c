// SPDX-License-Identifier: BSD-2-Clause
/* The report for a person: one part a line, broken where it is long. */
#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "catalogue/catalogue.h"
#include "explain/explanation.h"
#include "explain/incident.h"
#include "explain/story-text.h"
#include "explain/story.h"

/* Where the text of a part begins, and how wide a line may be. */
#define INDENT 17
#define WIDTH 100

static unsigned int explained;

/*
 * Print @text from @column on, broken at blanks and behind the '|' between names of flags;
 * its further lines begin at @indent.
 */
static void print_wrapped(FILE *out, const char *text, size_t column, size_t indent)
{
	bool fresh = true, blank = false;

	while (*text) {
		size_t length = strcspn(text, " |");

		length += text[length] == '|';
		if (!fresh && column + blank + length > WIDTH) {
			fprintf(out, "\n%*s", (int)indent, "");
			column = indent;
			blank = false;
		}
		column += (size_t)fprintf(out, "%s%.*s", blank ? " " : "", (int)length, text);
		text += length;
		blank = *text == ' ';
		text += strspn(text, " ");
		fresh = false;
	}
	fputc('\n', out);
}

static void print_part(FILE *out, const char *title, const char *text)
{
	fprintf(out, "  %-*s", INDENT - 2, title);
	print_wrapped(out, text, INDENT, INDENT);
}

static void begin(FILE *out)
{
	(void)out;
	explained = 0;
}

static void print_facts(FILE *out, const struct incident *incident)
{
	static const struct {
		const char *title;
		void (*put)(const struct incident *incident, char *text, size_t size);
	} before[] = {
		{ "call", story_call },
		{ "file", story_object },
		{ "driver", story_driver },
		{ "mapping", story_vma },
	}, after[] = {
		{ "returned", story_returned },
		{ "fault", story_fault },
	};
	char text[STORY_TEXT];

	for (size_t i = 0; i < sizeof(before) / sizeof(before[0]); i++) {
		before[i].put(incident, text, sizeof(text));
		print_part(out, before[i].title, text);
	}
	for (unsigned int i = 0; i < incident->runs; i++) {
		story_helper(incident, &incident->run[i], text, sizeof(text));
		print_part(out, i ? "" : "helpers", text);
	}
	if (!incident->runs)
		print_part(out, "helpers", story_no_helper(incident));
	if (story_more_helpers(incident, text, sizeof(text)))
		print_part(out, "", text);
	for (size_t i = 0; i < sizeof(after) / sizeof(after[0]); i++) {
		after[i].put(incident, text, sizeof(text));
		print_part(out, after[i].title, text);
	}
}

static void print_cures(FILE *out, const char *title, const struct explanation *explanation, enum cure_for author)
{
	char text[STORY_TEXT], line[STORY_TEXT + 8];
	size_t number = 0;

	for (; story_cure(explanation, author, number, text, sizeof(text)); number++) {
		snprintf(line, sizeof(line), "- %s", text);
		fprintf(out, "  %-*s", INDENT - 2, number ? "" : title);
		print_wrapped(out, line, INDENT, INDENT + 2);
	}
	if (!number)
		print_part(out, title, author == CURE_DRIVER ? "nothing that is known here" :
							       "nothing: it is the driver's matter");
}

/* Which rows these are; the page of the catalogue has more. */
static void print_cause(FILE *out, const struct explanation *explanation)
{
	char title[32], text[STORY_TEXT];

	if (!explanation->cause) {
		print_part(out, "cause", "none of the catalogue");
		return;
	}
	snprintf(title, sizeof(title), "cause %u", explanation->cause->row);
	print_part(out, title, explanation->cause->cause);
	print_part(out, "decided by", explanation->cause->decided_by);
	if (explanation->beneath) {
		snprintf(text, sizeof(text), "cause %u: %s", explanation->beneath->row, explanation->beneath->cause);
		print_part(out, "beneath it", text);
	}
}

static void print_explanation(FILE *out, const struct explanation *explanation)
{
	char text[STORY_TEXT];

	print_part(out, "stage", stage_text(explanation->stage));
	snprintf(text, sizeof(text), "(%s) %s", explanation->seen ? "seen" : "inferred", explanation->reason);
	print_part(out, "reason", text);
	print_cause(out, explanation);
	if (!explanation->cause)
		return;
	print_cures(out, "cure, program", explanation, CURE_PROGRAM);
	print_cures(out, "cure, driver", explanation, CURE_DRIVER);
}

static void incident(FILE *out, const struct incident *seen, const struct explanation *explanation)
{
	char text[STORY_TEXT];

	story_what(seen, text, sizeof(text));
	print_wrapped(out, text, 0, 2);
	print_facts(out, seen);
	if (seen->kind == INCIDENT_GOOD)
		print_part(out, "stage", stage_text(explanation->stage));
	else
		print_explanation(out, explanation);
	if (seen->blind[0])
		print_part(out, "not seen", seen->blind);
	fputc('\n', out);
	explained += seen->kind != INCIDENT_GOOD;
}

static void end(FILE *out, const struct watch *watch)
{
	static const char library[] = " None went wrong. What the C library refuses by itself is not seen: an offset that is "
				      "no multiple of the page size (EINVAL).";
	bool one = watch->watched == 1;
	char text[STORY_TEXT];

	if (explained)
		snprintf(text, sizeof(text), "%u to explain; ", explained);
	else
		snprintf(text, sizeof(text), "Nothing to explain: ");
	snprintf(text + strlen(text), sizeof(text) - strlen(text),
		 "%" PRIu64 " mapping%s of files and devices %s watched, by %s.%s",
		 watch->watched, one ? "" : "s", one ? "was" : "were", watch->source, explained ? "" : library);
	print_wrapped(out, text, 0, 0);
	if (watch->dropped)
		fprintf(out, "%" PRIu64 " more were not kept: they are too many.\n", watch->dropped);
	if (watch->blind && watch->blind[0]) {
		snprintf(text, sizeof(text), "Not seen: %s", watch->blind);
		print_wrapped(out, text, 0, 0);
	}
	fflush(out);
}

const struct story story_person = {
	.begin = begin,
	.incident = incident,
	.end = end,
};
