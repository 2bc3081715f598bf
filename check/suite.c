// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "check/apart.h"
#include "check/check.h"
#include "check/keep.h"
#include "check/report.h"
#include "check/suite.h"
#include "check/survey.h"
#include "check/target.h"

/* --- Which checks ------------------------------------------------------------- */

/* Whether the list @names, separated by commas, has @word. */
static bool names_have(const char *names, const char *word)
{
	size_t length = strlen(word);

	for (const char *at = names; at; at = strchr(at, ',')) {
		at += *at == ',';
		if (strncmp(at, word, length) == 0 && (at[length] == ',' || at[length] == '\0'))
			return true;
	}
	return false;
}

static bool names_select(const char *names, const struct check_group *group, const struct check *check)
{
	char whole[64];

	snprintf(whole, sizeof(whole), "%s.%s", group->name, check->name);
	return names_have(names, group->name) || names_have(names, whole);
}

bool selection_has(const struct selection *selection, const struct check_group *group, const struct check *check)
{
	if (selection->only && !names_select(selection->only, group, check))
		return false;
	return !selection->skip || !names_select(selection->skip, group, check);
}

static bool is_name(const char *name)
{
	char whole[64];

	for (size_t i = 0; check_groups[i]; i++) {
		if (strcmp(check_groups[i]->name, name) == 0)
			return true;
		for (const struct check *check = check_groups[i]->checks; check->name; check++) {
			snprintf(whole, sizeof(whole), "%s.%s", check_groups[i]->name, check->name);
			if (strcmp(whole, name) == 0)
				return true;
		}
	}
	return false;
}

/* The first of @names, separated by commas, that is not @known; to be freed. */
static char *first_unknown(const char *names, bool (*known)(const char *name))
{
	char *copy = strdup(names), *rest = copy, *unknown = NULL;
	const char *name;

	while (copy && !unknown && (name = strsep(&rest, ",")))
		if (!known(name))
			unknown = strdup(name);
	free(copy);
	return unknown;
}

char *selection_unknown(const char *names)
{
	return first_unknown(names, is_name);
}

/* --- What a driver should be by design ------------------------------------------- */

static bool is_design_word(const char *text)
{
	const char *word, *meaning;

	for (size_t i = 0; (word = design_word(i, &meaning)); i++)
		if (strcmp(word, text) == 0)
			return true;
	return strcmp(text, "none") == 0;
}

char *design_unknown(const char *words)
{
	return first_unknown(words, is_design_word);
}

static const struct check check_expected = {
	.name = "expected",
	.sentence = "by design it is what --expect says, no more and no less",
};

static const struct check_group group_design = {
	.name = "design",
	.summary = "what the driver does by design",
	.checks = &check_expected,
};

void suite_expect(const struct target *target, const char *words, const struct report *report, struct tally *tally)
{
	struct record record = { 0 };
	char difference[sizeof(record.happened)] = "";
	const char *word, *meaning;
	size_t length = 0;

	record_expect(&record, 0, words, "--expect; maps-check(1) has what the words mean");
	for (size_t i = 0; (word = design_word(i, &meaning)) && length < sizeof(difference); i++) {
		bool has = design_has(target, i);

		if (has != names_have(words, word))
			length += (size_t)snprintf(difference + length, sizeof(difference) - length, "%sit is %s%s",
						   length ? "; " : "", has ? "" : "not ", word);
	}
	if (!target->design.mappable)
		record_fail(&record, "nothing of it can be mapped: of what design it is cannot be known");
	else if (length)
		record_fail(&record, "%s", difference);
	tally->count[record.outcome]++;
	report->check(&group_design, &check_expected, &record);
}

/* --- Which checks make sense ----------------------------------------------------- */

/* Why @needs are not met; NULL if they are. */
static const char *unmet(const struct target *target, unsigned int needs)
{
	const struct design *design = &target->design;
	const bool touched = design->mappable && design->touch == 0;
	const bool touched_private = touched && design->private && design->private_touch == 0;
	const struct {
		unsigned int need;
		bool met;
		const char *why;
	} table[] = {
		{ NEEDS_MAPPING, design->mappable, "nothing of it can be mapped" },
		{ NEEDS_MAPPING, touched, "its first page cannot be read" },
		{ NEEDS_SHARED, touched && design->shared, "it has no shared mappings" },
		{ NEEDS_SHARED_WRITE, touched && design->shared_write, "it has no shared mappings to write to" },
		{ NEEDS_SHARED_WRITE | NEEDS_WRITE, !target->frozen, target->frozen },
		{ NEEDS_PRIVATE | NEEDS_PRIVATE_WRITE, touched && design->private, "it has no private mappings" },
		{ NEEDS_PRIVATE | NEEDS_PRIVATE_WRITE, touched_private, "its private mappings cannot be read" },
		{ NEEDS_PRIVATE_WRITE, design->private_write, "it has no private mappings to write to" },
		{ NEEDS_PAGES, target_pages(target) > 1, "it has one page only" },
		{ NEEDS_PARTS, !design->exact_length, "only the whole of it can be mapped" },
		{ NEEDS_OFFSETS, !design->fixed_offset && !design->exact_length, "a mapping can begin only at its beginning" },
		{ NEEDS_COHERENT, !design->fresh, "each mapping is memory of its own" },
		{ NEEDS_STILL, !design->moving, "its memory changes by itself" },
		{ NEEDS_READ | NEEDS_WRITE, design->sized, "read(2) and write(2) are not tried, as it tells no size" },
		{ NEEDS_READ, design->reads, "read(2) does not give its memory" },
		{ NEEDS_WRITE, design->writes, "write(2) does not change its memory" },
		{ NEEDS_REOPEN, target->path != NULL, "a descriptor cannot be opened again" },
		{ NEEDS_SIZE, design->sized, "it does not tell its size" },
		{ NEEDS_END, !design->unbounded, "it has no end that could be found" },
		{ NEEDS_END | NEEDS_BEHIND, !target->window, "what is behind --length is not known" },
		{ NEEDS_TWICE, !design->once, "it has one mapping at a time" },
		{ NEEDS_INHERITANCE, !design->not_inherited, "a child does not inherit its mappings" },
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (needs & table[i].need && !table[i].met)
			return table[i].why;
	return NULL;
}

/* --- Run them --------------------------------------------------------------------- */

/* What is passed to the process of a check. */
struct job {
	const struct target *target;
	const struct check *check;
	struct record *record;
};

static void do_job(void *argument)
{
	const struct job *job = argument;

	job->check->run(job->target, job->record);
}

static void judge_ending(struct record *record, const struct ending *ending, int milliseconds)
{
	bool failed = record->outcome == OUTCOME_FAIL;

	switch (ending->how) {
	case ENDED_WELL:
		break;
	case ENDED_BY_EXIT:
		record_fail(record, "the check itself went wrong: a fault of maps check, please report it");
		break;
	case ENDED_BY_SIGNAL:
		record_fail(record, "the process was killed by %s%s", signal_name(ending->signal),
			    ending->signal == SIGKILL ? ": by the kernel itself; its log tells why" : "");
		break;
	case ENDED_LATE:
		record_fail(record, "it did not end within %g seconds; it could be killed", milliseconds / 1000.0);
		if (!failed && record->hang_row)
			record->row = record->hang_row;
		break;
	case ENDED_NEVER:
		record->outcome = OUTCOME_PASS;
		record_fail(record, "a process hangs in the kernel and cannot be killed; the kernel's log may tell why");
		record->row = record->stuck_row ? record->stuck_row : record->row;
		break;
	}
}

/* The memory may change by itself too seldom for the survey to see it. Look again before blaming the driver. */
static void judge_difference(const struct target *target, struct record *record, int milliseconds)
{
	if (!record->differs || record->outcome != OUTCOME_FAIL || !survey_moves(target, milliseconds))
		return;
	record->moves = true;
	record->outcome = OUTCOME_PASS;
	record_skip(record, "its memory changes by itself, now and then");
	record_note(record, "found only now: from here on it is judged as a device that is moving by design");
}

int suite_run_check(const struct target *target, const struct check *check, int milliseconds, struct record *record,
		    bool *stuck)
{
	struct job job = { .target = target, .check = check, .record = record };
	bool overwrites = check->needs & (NEEDS_SHARED_WRITE | NEEDS_WRITE | WRITES_IF_ALLOWED);
	const char *why = unmet(target, check->needs);
	struct ending ending, back;
	int err;

	record_clear(record);
	if (why) {
		record_skip(record, "%s", why);
		return 0;
	}
	if (*stuck) {
		record_skip(record, "a process hangs in the kernel");
		return 0;
	}
	err = keep_run(target, overwrites, do_job, &job, milliseconds, &ending, &back);
	if (err == -ENODATA) {
		record_skip(record, "what it overwrites could not be kept: there is no room for another mapping");
		return 0;
	}
	if (err == -ETIME) {
		record_skip(record, "what it overwrites could not be kept within %g seconds; --timeout gives it more",
			    milliseconds / 1000.0);
		return 0;
	}
	if (err)
		return err;
	judge_ending(record, &ending, milliseconds);
	if (ending.how == ENDED_WELL && back.how == ENDED_WELL)
		judge_difference(target, record, milliseconds);
	if (back.how != ENDED_WELL)
		record_note(record, "what the check overwrites may not have been put back");
	/* If the driver hangs the process that puts things back, that is a failure, too. */
	if ((back.how == ENDED_LATE || back.how == ENDED_NEVER) && record->outcome != OUTCOME_FAIL)
		judge_ending(record, &back, milliseconds);
	*stuck = ending.how == ENDED_NEVER || back.how == ENDED_NEVER;
	return 0;
}

int suite_run(const struct target *target, const struct selection *selection, int milliseconds,
	      const struct report *report, struct tally *tally)
{
	struct record *record = mmap(NULL, sizeof(*record), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct target known = *target;
	int err = 0;

	if (record == MAP_FAILED)
		return -errno;
	for (size_t i = 0; check_groups[i]; i++) {
		const struct check_group *group = check_groups[i];

		for (const struct check *check = group->checks; check->name && !err; check++) {
			if (!selection_has(selection, group, check))
				continue;
			if (report->running)
				report->running(group, check);
			err = suite_run_check(&known, check, milliseconds, record, &tally->stuck);
			if (err)
				break;
			known.design.moving |= record->moves;
			tally->count[record->outcome]++;
			report->check(group, check, record);
		}
	}
	munmap(record, sizeof(*record));
	return err;
}
