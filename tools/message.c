// SPDX-License-Identifier: BSD-2-Clause
#include <stdarg.h>
#include <stdio.h>

#include "message.h"

void message(const char *command, const char *format, ...)
{
	va_list arguments;

	fprintf(stderr, "maps %s: ", command);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
}

void message_usage(const char *command)
{
	fprintf(stderr, "Try 'maps %s --help'.\n", command);
}
