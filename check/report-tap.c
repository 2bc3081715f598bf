// SPDX-License-Identifier: BSD-2-Clause
/* The report as TAP, https://testanything.org: for prove, and for CI. */
#include <stdio.h>
#include <string.h>

#include "catalogue/catalogue.h"
#include "check/check.h"
#include "check/report.h"
#include "check/survey.h"
#include "check/target.h"
#include "check/suite.h"

static unsigned int number;

static void begin(const struct target *target)
{
	const char *word, *meaning;

	number = 0;
	printf("TAP version 13\n# %s: %zu bytes\n", target->name, target->length);
	for (size_t i = 0; (word = design_word(i, &meaning)); i++)
		if (design_has(target, i))
			printf("# by design %s: %s\n", word, meaning);
	if (target->unfinished)
		printf("# the survey did not end well: there may be more to its design\n");
}

/* Each line of @text as a comment. */
static void print_comment(const char *title, const char *text)
{
	while (*text) {
		size_t length = strcspn(text, "\n");

		printf("# %-10s %.*s\n", title, (int)length, text);
		text += length + (text[length] == '\n');
		title = "";
	}
}

static void print_check(const struct check_group *group, const struct check *check, const struct record *record)
{
	const struct cause *cause = catalogue_find(record->row);

	printf("%s %u - %s.%s: %s", record->outcome == OUTCOME_FAIL ? "not ok" : "ok", ++number, group->name, check->name,
	       check->sentence);
	if (record->outcome == OUTCOME_NOT_APPLICABLE)
		printf(" # SKIP %s", record->happened);
	putchar('\n');
	if (record->outcome == OUTCOME_WARN)
		printf("# a warning\n");
	print_comment("note", record->note);
	if (record->outcome != OUTCOME_FAIL && record->outcome != OUTCOME_WARN)
		return;
	print_comment("did", record->did);
	print_comment("expected", record->expected);
	print_comment("because of", record->because);
	print_comment("happened", record->happened);
	if (cause) {
		printf("# row        %u\n", cause->row);
		print_comment("cause", cause->cause);
		print_comment("cure", cause->driver_cure ? cause->driver_cure : cause->program_cure);
	}
}

static void end(const struct target *target, const struct tally *tally)
{
	(void)target;
	if (tally->stuck)
		printf("# a process hangs in the kernel and cannot be killed\n");
	printf("1..%u\n", number);
}

const struct report report_tap = {
	.begin = begin,
	.check = print_check,
	.end = end,
};
