// SPDX-License-Identifier: BSD-2-Clause
/* The words in {braces} of a reason. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "check/record.h"
#include "explain/facts.h"
#include "explain/flags.h"
#include "explain/helper.h"
#include "explain/rules.h"

/* What a reason is about, and where a word goes. */
struct word {
	const struct incident *incident;
	const struct helper_run *run;
	char *text;
	size_t size;
};

static void put_error(const struct word *word)
{
	if (word->incident->result < 0)
		snprintf(word->text, word->size, "-%s", error_name((int)-word->incident->result));
	else
		snprintf(word->text, word->size, "%" PRId64, word->incident->result);
}

static void put_operation(const struct word *word)
{
	if (word->incident->operation[0])
		snprintf(word->text, word->size, "%s()", word->incident->operation);
	else
		snprintf(word->text, word->size, "the mmap operation of the %s",
			 word->incident->is_regular ? "file system" : "driver");
}

static void put_handler(const struct word *word)
{
	if (word->incident->fault_operation[0])
		snprintf(word->text, word->size, "%s()", word->incident->fault_operation);
	else
		snprintf(word->text, word->size, "the fault handler of the driver");
}

static void put_length(const struct word *word)
{
	snprintf(word->text, word->size, "%" PRIu64 " bytes", fact_length(word->incident));
}

static void put_offset(const struct word *word)
{
	snprintf(word->text, word->size, "%" PRIu64, word->incident->offset);
}

static void put_vma(const struct word *word)
{
	snprintf(word->text, word->size, "%" PRIu64 " bytes", word->incident->vma_end - word->incident->vma_start);
}

static void put_mapped(const struct word *word)
{
	snprintf(word->text, word->size, "%" PRIu64, fact_mapped(word->incident));
}

/* What the end of a file is, or, where nobody could look again, was. */
static void put_sized(const struct word *word)
{
	const struct incident *incident = word->incident;

	snprintf(word->text, word->size, "%s %" PRIu64 " bytes%s", incident->size_seen ? "has" : "had", incident->size,
		 incident->size_seen ? "" : " when it was mapped");
}

static void put_access(const struct word *word)
{
	uint64_t address, offset;

	if (!fact_access(word->incident, &address))
		snprintf(word->text, word->size, "the access");
	else if (!fact_access_offset(word->incident, &offset))
		snprintf(word->text, word->size, "the access at %#" PRIx64, address);
	else
		snprintf(word->text, word->size, "the access at %#" PRIx64 " (page %" PRIu64 " of the mapping)", address,
			 offset / fact_page(word->incident));
}

static void put_outcome(const struct word *word)
{
	if (word->incident->kind == INCIDENT_EFAULT)
		snprintf(word->text, word->size, "EFAULT from the system call");
	else
		snprintf(word->text, word->size, "SIGBUS");
}

static void put_call(const struct word *word)
{
	if (fact_system_call(word->incident)[0])
		snprintf(word->text, word->size, "%s()", fact_system_call(word->incident));
	else
		snprintf(word->text, word->size, "the system call");
}

static void put_fault(const struct word *word)
{
	fault_result_text(word->incident->fault_result, word->text, word->size);
}

static void put_limit(const struct word *word)
{
	snprintf(word->text, word->size, "%#" PRIx64, word->incident->mmap_min_addr);
}

static void put_stuck(const struct word *word)
{
	snprintf(word->text, word->size, "%s", word->incident->stuck_in[0] ? word->incident->stuck_in : "the kernel");
}

static void put_unopened(const struct word *word)
{
	fact_not_opened(word->incident, word->text, word->size);
}

static void put_opened(const struct word *word)
{
	snprintf(word->text, word->size, "-%s", error_name(-word->incident->open_result));
}

static void put_returned(const struct word *word)
{
	int64_t result;

	if (!fact_driver_result(word->incident, &result))
		snprintf(word->text, word->size, "a positive number");
	else if (result < 0)
		snprintf(word->text, word->size, "-%s", error_name((int)-result));
	else
		snprintf(word->text, word->size, "%" PRId64, result);
}

static void put_helper(const struct word *word)
{
	snprintf(word->text, word->size, "%s()", word->run ? helper_name(word->run->helper) : "a helper");
}

static void put_given(const struct word *word)
{
	if (word->run)
		helper_result_text(word->run, word->text, word->size);
}

static void put_times(const struct word *word)
{
	if (word->run && word->run->count > 1)
		snprintf(word->text, word->size, " %" PRIu32 " times", word->run->count);
}

static void put_piece(const struct word *word)
{
	snprintf(word->text, word->size, "%" PRIu64, word->run ? word->run->size : 0);
}

static void put_place(const struct word *word)
{
	if (word->run)
		helper_place(word->incident, word->run, word->text, word->size);
}

static const struct {
	const char *name;
	void (*put)(const struct word *word);
} words[] = {
	{ "error", put_error },
	{ "operation", put_operation },
	{ "handler", put_handler },
	{ "length", put_length },
	{ "offset", put_offset },
	{ "vma", put_vma },
	{ "mapped", put_mapped },
	{ "sized", put_sized },
	{ "access", put_access },
	{ "outcome", put_outcome },
	{ "call", put_call },
	{ "fault", put_fault },
	{ "limit", put_limit },
	{ "stuck", put_stuck },
	{ "unopened", put_unopened },
	{ "opened", put_opened },
	{ "returned", put_returned },
	{ "helper", put_helper },
	{ "given", put_given },
	{ "times", put_times },
	{ "piece", put_piece },
	{ "place", put_place },
};

static void put_word(const char *name, size_t length, const struct word *word)
{
	word->text[0] = '\0';
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strlen(words[i].name) == length && strncmp(words[i].name, name, length) == 0)
			words[i].put(word);
}

static void append(struct explanation *explanation, const char *text, size_t length)
{
	size_t used = strlen(explanation->reason);

	snprintf(explanation->reason + used, sizeof(explanation->reason) - used, "%.*s", (int)length, text);
}

void reason_add(struct explanation *explanation, const struct incident *incident, const struct helper_run *run,
		const char *text)
{
	char value[200];
	const struct word word = { incident, run, value, sizeof(value) };

	while (*text) {
		size_t length = strcspn(text, "{");

		append(explanation, text, length);
		text += length;
		if (!*text)
			return;
		length = strcspn(text, "}");
		put_word(text + 1, length - 1, &word);
		append(explanation, value, strlen(value));
		text += length + (text[length] == '}');
	}
}
