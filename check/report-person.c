// SPDX-License-Identifier: BSD-2-Clause
/* The report for a person: a line for each check, and more for one that went wrong. */
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "catalogue/catalogue.h"
#include "check/check.h"
#include "check/report.h"
#include "check/suite.h"
#include "check/survey.h"
#include "check/target.h"
#include "tools/terminal.h"

/* Where the text of a detail begins, and how wide a line may be. */
#define INDENT 18
#define WIDTH 100

static const struct check_group *last_group;

/* The rows whose text has been printed; it is printed only once. */
#define MOST_ROWS 256
static bool explained[MOST_ROWS];

static const char *colour(const char *code)
{
	return terminal_coloured() ? code : "";
}

/* Print @text behind @title, broken into lines at blanks. */
static void print_wrapped(const char *title, const char *text)
{
	size_t column = INDENT;

	printf("      %-*s", INDENT - 6, title);
	while (*text) {
		size_t length = strcspn(text, " \n");
		bool first = column == INDENT;

		if (!first && column + 1 + length > WIDTH) {
			printf("\n%*s", INDENT, "");
			column = INDENT;
			first = true;
		}
		printf("%s%.*s", first ? "" : " ", (int)length, text);
		column += length + !first;
		text += length;
		if (*text == '\n') {
			printf("\n%*s", INDENT, "");
			column = INDENT;
		}
		text += *text != '\0';
	}
	putchar('\n');
}

static void begin(const struct target *target)
{
	const char *word, *meaning;
	bool any = false;

	printf("%s%s%s: ", colour("\033[1m"), target->name, colour("\033[m"));
	if (target->design.mappable)
		printf("%zu pages of %zu KiB", target_pages(target), target->page / 1024);
	else
		printf("nothing of it can be mapped");
	printf("%s%s\n", target->mode == O_RDWR ? "" : ", opened to be read",
	       target->frozen ? ", not to be written to" : "");
	for (size_t i = 0; (word = design_word(i, &meaning)); i++) {
		if (!design_has(target, i))
			continue;
		printf("  %-10s %s: %s\n", any ? "" : "by design", word, meaning);
		any = true;
	}
	if (target->unfinished)
		printf("  The survey of it did not end well: there may be more to its design.\n");
	last_group = NULL;
}

static void print_details(const struct record *record)
{
	const struct cause *cause = catalogue_find(record->row);
	char title[40];

	if (record->did[0])
		print_wrapped("did", record->did);
	print_wrapped("expected", record->expected);
	print_wrapped("because of", record->because);
	print_wrapped("happened", record->happened);
	if (!cause)
		return;
	snprintf(title, sizeof(title), "cause %u", cause->row);
	if (cause->row < MOST_ROWS && explained[cause->row]) {
		print_wrapped(title, "as above");
		return;
	}
	if (cause->row < MOST_ROWS)
		explained[cause->row] = true;
	print_wrapped(title, cause->cause);
	print_wrapped("decided by", cause->decided_by);
	if (cause->driver_cure)
		print_wrapped("cure", cause->driver_cure);
	if (cause->program_cure)
		print_wrapped("in programs", cause->program_cure);
}

static void print_check(const struct check_group *group, const struct check *check, const struct record *record)
{
	static const struct {
		const char *word;
		const char *colour;
	} outcomes[] = {
		[OUTCOME_PASS] = { "pass", "\033[32m" },
		[OUTCOME_WARN] = { "WARN", "\033[33m" },
		[OUTCOME_FAIL] = { "FAIL", "\033[31m" },
		[OUTCOME_NOT_APPLICABLE] = { "n/a", "\033[2m" },
	};

	if (group != last_group)
		printf("%s\n%s%s%s: %s\n", terminal_out() ? "\r\033[K" : "", colour("\033[1m"), group->name,
		       colour("\033[m"), group->summary);
	last_group = group;
	printf("%s%s%-4s%s  %-20s %s", terminal_out() ? "\r\033[K  " : "  ", colour(outcomes[record->outcome].colour),
	       outcomes[record->outcome].word, colour("\033[m"), check->name, check->sentence);
	if (record->outcome == OUTCOME_NOT_APPLICABLE)
		printf(" (%s)", record->happened);
	putchar('\n');
	if (record->note[0])
		print_wrapped("note", record->note);
	if (record->outcome == OUTCOME_FAIL || record->outcome == OUTCOME_WARN)
		print_details(record);
}

static void print_running(const struct check_group *group, const struct check *check)
{
	if (!terminal_out())
		return;
	printf("\r\033[K  ...   %s.%s", group->name, check->name);
	fflush(stdout);
}

static void end(const struct target *target, const struct tally *tally)
{
	printf("\n%s: %u passed, %s%u failed%s, %u warned, %u not applicable\n", target->name, tally->count[OUTCOME_PASS],
	       tally->count[OUTCOME_FAIL] ? colour("\033[1;31m") : "", tally->count[OUTCOME_FAIL], colour("\033[m"),
	       tally->count[OUTCOME_WARN], tally->count[OUTCOME_NOT_APPLICABLE]);
	if (tally->stuck)
		printf("A process hangs in the kernel and cannot be killed: look at the kernel's log, and restart the machine.\n");
}

const struct report report_person = {
	.begin = begin,
	.running = print_running,
	.check = print_check,
	.end = end,
};
