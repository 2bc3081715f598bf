// SPDX-License-Identifier: BSD-2-Clause
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "check/record.h"

void record_clear(struct record *record)
{
	memset(record, 0, sizeof(*record));
}

void record_did(struct record *record, const char *format, ...)
{
	size_t length = strlen(record->did);
	va_list arguments;

	if (length + 2 >= sizeof(record->did))
		return;
	if (length)
		record->did[length++] = '\n';
	va_start(arguments, format);
	vsnprintf(record->did + length, sizeof(record->did) - length, format, arguments);
	va_end(arguments);
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
