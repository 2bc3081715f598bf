// SPDX-License-Identifier: BSD-2-Clause
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "tap.h"

static unsigned int results, failures;

/* One result line. It is flushed, lest a child that is forked print it again. */
static void print_result(bool good, const char *reason, const char *sentence, va_list arguments)
{
	results++;
	failures += !good;
	printf("%sok %u - ", good ? "" : "not ", results);
	vprintf(sentence, arguments);
	if (reason)
		printf(" # SKIP %s", reason);
	putchar('\n');
	fflush(stdout);
}

bool tap_ok(bool good, const char *sentence, ...)
{
	va_list arguments;

	va_start(arguments, sentence);
	print_result(good, NULL, sentence, arguments);
	va_end(arguments);
	return good;
}

bool tap_equal(long long found, long long expected, const char *sentence, ...)
{
	va_list arguments;

	va_start(arguments, sentence);
	print_result(found == expected, NULL, sentence, arguments);
	va_end(arguments);
	if (found != expected)
		tap_note("found %lld, expected %lld", found, expected);
	return found == expected;
}

void tap_skip(const char *reason, const char *sentence, ...)
{
	va_list arguments;

	va_start(arguments, sentence);
	print_result(true, reason, sentence, arguments);
	va_end(arguments);
}

void tap_note(const char *format, ...)
{
	va_list arguments;

	printf("# ");
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	putchar('\n');
	fflush(stdout);
}

void tap_bail(const char *format, ...)
{
	va_list arguments;

	printf("Bail out! ");
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	putchar('\n');
	exit(1);
}

int tap_done(void)
{
	printf("1..%u\n", results);
	return failures || !results;
}
