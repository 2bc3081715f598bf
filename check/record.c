// SPDX-License-Identifier: BSD-2-Clause
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "check/record.h"

void record_clear(struct record *record)
{
	memset(record, 0, sizeof(*record));
}

/* This stands for the calls that were dropped. */
#define DROPPED "..."

/* If there is no room for @more bytes, drop as many of the oldest calls as necessary. */
static void make_room(struct record *record, size_t more)
{
	const size_t mark = strlen(DROPPED);
	char *rest = record->did;

	if (strlen(rest) + more < sizeof(record->did))
		return;
	/* What is left begins with a newline. */
	while (*rest && mark + strlen(rest) + more >= sizeof(record->did))
		rest += 1 + strcspn(rest + 1, "\n");
	memmove(record->did + mark, rest, strlen(rest) + 1);
	memcpy(record->did, DROPPED, mark);
}

void record_did(struct record *record, const char *format, ...)
{
	char call[sizeof(record->did) / 2];
	va_list arguments;
	size_t length;

	va_start(arguments, format);
	vsnprintf(call, sizeof(call), format, arguments);
	va_end(arguments);
	make_room(record, strlen(call) + 1);
	length = strlen(record->did);
	snprintf(record->did + length, sizeof(record->did) - length, "%s%s", length ? "\n" : "", call);
}

void record_begin(struct record *record)
{
	record->did[0] = '\0';
}

void record_expect(struct record *record, unsigned int row, const char *expected, const char *because)
{
	record->row = row;
	snprintf(record->expected, sizeof(record->expected), "%s", expected);
	snprintf(record->because, sizeof(record->because), "%s", because);
}

static void conclude(struct record *record, enum outcome outcome, const char *format, va_list arguments)
{
	if (outcome <= record->outcome)
		return;
	record->outcome = outcome;
	vsnprintf(record->happened, sizeof(record->happened), format, arguments);
}

void record_fail(struct record *record, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	conclude(record, OUTCOME_FAIL, format, arguments);
	va_end(arguments);
}

void record_differs(struct record *record, const char *format, ...)
{
	va_list arguments;

	record->differs |= record->outcome < OUTCOME_FAIL;
	va_start(arguments, format);
	conclude(record, OUTCOME_FAIL, format, arguments);
	va_end(arguments);
}

void record_warn(struct record *record, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	conclude(record, OUTCOME_WARN, format, arguments);
	va_end(arguments);
}

void record_skip(struct record *record, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	conclude(record, OUTCOME_NOT_APPLICABLE, format, arguments);
	va_end(arguments);
}

void record_note(struct record *record, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(record->note, sizeof(record->note), format, arguments);
	va_end(arguments);
}

const char *error_name(int error)
{
	const char *name = strerrorname_np(error);

	return name ? name : "an unknown error";
}

const char *signal_name(int number)
{
	static char name[32];
	const char *abbreviation = sigabbrev_np(number);

	if (!abbreviation)
		return "an unknown signal";
	snprintf(name, sizeof(name), "SIG%s", abbreviation);
	return name;
}
