// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "catalogue/catalogue.h"
#include "check/record.h"
#include "explain/explanation.h"
#include "explain/facts.h"
#include "explain/flags.h"
#include "explain/helper.h"
#include "explain/story-text.h"

/* Append to @text. */
static void __attribute__((format(printf, 3, 4))) add(char *text, size_t size, const char *format, ...)
{
	size_t used = strlen(text);
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text + used, size - used, format, arguments);
	va_end(arguments);
}

/* What is refused before the kernel looks at the file is known by its descriptor only. */
static void add_object(const struct incident *incident, char *text, size_t size)
{
	char path[sizeof(incident->path)];

	fact_path(incident, path, sizeof(path));
	if (path[0])
		add(text, size, "%s", path);
	else if (incident->called && incident->result < 0 && !incident->operations_known)
		add(text, size, "descriptor %" PRId32, incident->fd);
	else
		add(text, size, "a file without a name");
}

static void add_process(const struct incident *incident, char *text, size_t size)
{
	add(text, size, "%s (process %d", incident->command[0] ? incident->command : "a program", incident->pid);
	if (incident->tid && incident->tid != incident->pid)
		add(text, size, ", thread %d", incident->tid);
	add(text, size, ")");
}

static void add_signal(const struct incident *incident, char *text, size_t size)
{
	const char *code = signal_code_name(incident->signal, incident->signal_code);

	add(text, size, "%s", signal_name(incident->signal));
	if (code)
		add(text, size, " (%s)", code);
	/* Only signals of an access have an address, and an oops has none, whatever it is called. */
	if (incident->signal_code && (incident->signal == SIGBUS || incident->signal == SIGSEGV))
		add(text, size, " at %#" PRIx64, incident->signal_address);
}

/* Who watches by tracefs does not see which it was. */
static const char *access_word(const struct incident *incident)
{
	/* By ptrace nobody tells which it was. */
	if (strcmp(incident->source, "bpf") != 0)
		return "an access";
	return incident->fault_write ? "a write" : "a read";
}

static void add_system_call(const struct incident *incident, char *text, size_t size)
{
	if (fact_system_call(incident)[0])
		add(text, size, "%s()", fact_system_call(incident));
	else if (incident->system_call < 0)
		add(text, size, "system call %d of 32-bit programs", -incident->system_call);
	else
		add(text, size, "system call %d", incident->system_call);
}

void story_what(const struct incident *incident, char *text, size_t size)
{
	text[0] = '\0';
	add_process(incident, text, size);
	switch (incident->kind) {
	case INCIDENT_REFUSED:
		add(text, size, ": mmap of ");
		add_object(incident, text, size);
		add(text, size, " gave %s", error_name((int)-incident->result));
		if (incident->times > 1)
			add(text, size, ", %" PRIu32 " times", incident->times);
		break;
	case INCIDENT_SWALLOWED:
		add(text, size, ": mmap of ");
		add_object(incident, text, size);
		add(text, size, " succeeded, although its driver was given an error");
		break;
	case INCIDENT_KILLED:
		add(text, size, incident->died ? " died of " : " was sent ");
		add_signal(incident, text, size);
		add(text, size, ", in a mapping of ");
		add_object(incident, text, size);
		add(text, size, incident->died ? "" : ", which it caught, and gave up");
		break;
	case INCIDENT_EFAULT:
		add(text, size, ": ");
		add_system_call(incident, text, size);
		add(text, size, " gave %s for %#" PRIx64 ", in a mapping of ",
		    error_name(incident->system_call_result ? -incident->system_call_result : EFAULT),
		    incident->argument);
		add_object(incident, text, size);
		break;
	case INCIDENT_STUCK:
		add(text, size, " hangs%s%s, for a mapping of ", incident->stuck_in[0] ? " in " : "",
		    incident->stuck_in);
		add_object(incident, text, size);
		break;
	case INCIDENT_GOOD:
		add(text, size, ": mmap of ");
		add_object(incident, text, size);
		add(text, size, " succeeded");
		break;
	}
}

void story_call(const struct incident *incident, char *text, size_t size)
{
	char protection[128], flags[256];

	if (!incident->called) {
		snprintf(text, size, "not seen: it was made before the watch began");
		return;
	}
	protection_text(incident->protection, protection, sizeof(protection));
	mmap_flags_text(incident->flags, flags, sizeof(flags));
	snprintf(text, size, "mmap(");
	if (incident->address)
		add(text, size, "%#" PRIx64, incident->address);
	else
		add(text, size, "NULL");
	add(text, size, ", %" PRIu64 ", %s, %s, %d, %" PRIu64 ")", incident->length, protection, flags, incident->fd,
	    incident->offset);
	if (!incident->returned)
		add(text, size, ", which never returned");
	else if (incident->result < 0)
		add(text, size, " = -1 %s", error_name((int)-incident->result));
	else
		add(text, size, " = %#" PRIx64, (uint64_t)incident->result);
}

void story_object(const struct incident *incident, char *text, size_t size)
{
	text[0] = '\0';
	add_object(incident, text, size);
	if (incident->is_device)
		add(text, size, ", device %" PRIu32 ":%" PRIu32, incident->major, incident->minor);
	else if (incident->is_regular)
		add(text, size, ", a regular file of %" PRIu64 " bytes", incident->size);
	if (incident->readable || incident->writable)
		add(text, size, ", open to be %s%s%s", incident->readable ? "read" : "",
		    incident->readable && incident->writable ? " and " : "", incident->writable ? "written" : "");
	if (incident->noexec)
		add(text, size, ", on a file system that nothing is executed of (noexec)");
}

/* Where the kernel hides its symbols, a function is an address. */
static bool has_name(const char *function)
{
	return function[0] && strncmp(function, "0x", 2) != 0;
}

void story_driver(const struct incident *incident, char *text, size_t size)
{
	char module[56];

	fact_module(incident, module, sizeof(module));
	if (module[0])
		snprintf(text, size, "module %s", module);
	else if (has_name(incident->operation) || incident->is_regular)
		snprintf(text, size, "a part of the kernel");
	else
		snprintf(text, size, "not known");
	if (incident->operation[0])
		add(text, size, "; its %s is %s()", incident->prepares ? "mmap_prepare" : "mmap", incident->operation);
	else if (incident->operations_known)
		add(text, size, "; it has no mmap operation");
	if (incident->fault_operation[0])
		add(text, size, "; its fault handler is %s()", incident->fault_operation);
	else if (incident->operations_known && incident->vma_start && incident->operation[0])
		add(text, size, "; no fault handler");
}

void story_vma(const struct incident *incident, char *text, size_t size)
{
	char flags[512];
	uint64_t pages;

	if (!incident->vma_start) {
		snprintf(text, size, incident->result < 0 ? "none was made" : "not seen");
		return;
	}
	pages = (incident->vma_end - incident->vma_start) / fact_page(incident);
	snprintf(text, size, "%#" PRIx64 "-%#" PRIx64 ", %" PRIu64 " page%s of %" PRIu64 " KiB: ", incident->vma_start,
		 incident->vma_end, pages, pages == 1 ? "" : "s", fact_page(incident) / 1024);
	vma_flags_text(incident->vma_flags, flags, sizeof(flags));
	add(text, size, "%s", incident->vma_flags ? flags : "flags not seen");
}

void story_helper(const struct incident *incident, const struct helper_run *run, char *text, size_t size)
{
	char result[128], place[128];

	helper_result_text(run, result, sizeof(result));
	helper_place(incident, run, place, sizeof(place));
	snprintf(text, size, "%s()%s: ", helper_name(run->helper), run->in_fault ? ", in a fault" : "");
	if (run->count > 1)
		add(text, size, "%" PRIu32 " calls of ", run->count);
	if (run->size)
		add(text, size, "%" PRIu64 " bytes", run->size);
	else
		add(text, size, "different sizes");
	add(text, size, ", %#" PRIx64 "-%#" PRIx64 ", ", run->first, run->end);
	if (run->returned)
		add(text, size, "%sgave %s to %s", run->count > 1 ? "each " : "", result, place);
	else
		add(text, size, "never returned to %s", place);
	if (run->caller_line[0])
		add(text, size, " (%s)", run->caller_line);
}

bool story_more_helpers(const struct incident *incident, char *text, size_t size)
{
	snprintf(text, size, "%" PRIu32 " more call%s, for which there was no place", incident->more_runs,
		 incident->more_runs == 1 ? "" : "s");
	return incident->more_runs;
}

const char *story_no_helper(const struct incident *incident)
{
	if (!fact_watched(incident, PASSED_HELPERS))
		return "cannot be seen from here";
	if (!incident->called)
		return "not seen: the mapping was made before the watch began";
	if (fact_reached(incident, PASSED_TO_DRIVER) == ANSWER_NO)
		return "none: the driver was not asked";
	return "no known helper was called";
}

void story_returned(const struct incident *incident, char *text, size_t size)
{
	const char *driver = incident->operation[0] ? incident->operation : "the driver";
	const char *brackets = incident->operation[0] ? "()" : "";
	int64_t result;

	if (fact_driver_result(incident, &result))
		snprintf(text, size, "%s%s returned ", driver, brackets);
	else if (incident->driver_called && incident->returned)
		snprintf(text, size, "%s%s was called, and its return not seen", driver, brackets);
	else if (incident->driver_called)
		snprintf(text, size, "%s%s never returned", driver, brackets);
	else
		snprintf(text, size, fact_reached(incident, PASSED_TO_DRIVER) == ANSWER_NO && incident->called ?
				     "the driver was not asked" : "not seen");
	if (!fact_driver_result(incident, &result))
		return;
	if (result < 0)
		add(text, size, "-%s", error_name((int)-result));
	else
		add(text, size, "%" PRId64, result);
}

void story_fault(const struct incident *incident, char *text, size_t size)
{
	uint64_t address, offset;
	char result[128];

	text[0] = '\0';
	if (incident->faulted || incident->fault_ip) {
		fact_access(incident, &address);
		add(text, size, "%s at %#" PRIx64, access_word(incident), address);
		if (fact_access_offset(incident, &offset))
			add(text, size, " (page %" PRIu64 " of the mapping)", offset / fact_page(incident));
		if (incident->fault_ip)
			add(text, size, ", by the code at %#" PRIx64, incident->fault_ip);
	}
	if (incident->faulted) {
		fault_result_text(incident->fault_result, result, sizeof(result));
		add(text, size, "%s", incident->fault_ip ? "," : "");
		/* One that is in flight has no result yet. */
		if (incident->kind == INCIDENT_STUCK && !incident->fault_result)
			add(text, size, " never ended");
		else
			add(text, size, " gave %s", result);
		if (incident->fault_count > 1)
			add(text, size, ", %" PRIu32 " times", incident->fault_count);
	}
	if (incident->signal) {
		add(text, size, "%s", text[0] ? "; the signal is " : "the signal is ");
		add_signal(incident, text, size);
	}
	if (!text[0])
		add(text, size, fact_watched(incident, PASSED_FAULTS) ? "none" : "not seen");
}

/* --- Cures ------------------------------------------------------------------------------- */

/* Row 25 has two halves: a limit of the program's, or an error that the driver made. */
static bool applies(const struct explanation *explanation, const struct cause *cause, enum cure_for author)
{
	bool by_driver = explanation->stage == STAGE_DRIVER || explanation->stage == STAGE_HELPER;

	return cause->row != 25 || by_driver == (author == CURE_DRIVER);
}

/* The length of the first cure of several: they have "; " or ", or " between. */
static size_t first_cure(const char *text)
{
	int depth = 0;
	size_t length;

	for (length = 0; text[length]; length++) {
		depth += (text[length] == '(') - (text[length] == ')');
		if (!depth && (strncmp(text + length, "; ", 2) == 0 || strncmp(text + length, ", or ", 5) == 0))
			break;
	}
	return length;
}

static const char *next_cure(const char *text, size_t length)
{
	static const char *const between[] = { "; or ", ", or ", "; " };

	for (size_t i = 0; i < sizeof(between) / sizeof(between[0]); i++)
		if (strncmp(text + length, between[i], strlen(between[i])) == 0)
			return text + length + strlen(between[i]);
	return text + length;
}

bool story_cure(const struct explanation *explanation, enum cure_for author, size_t number, char *text, size_t size)
{
	const struct cause *causes[] = { explanation->cause, explanation->beneath };

	for (size_t i = 0; i < sizeof(causes) / sizeof(causes[0]); i++) {
		const char *at = NULL;

		if (causes[i] && applies(explanation, causes[i], author))
			at = author == CURE_DRIVER ? causes[i]->driver_cure : causes[i]->program_cure;
		while (at && *at) {
			size_t length = first_cure(at);

			if (number-- == 0) {
				snprintf(text, size, "%.*s", (int)length, at);
				return true;
			}
			at = next_cure(at, length);
		}
	}
	return false;
}
