// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "explain/trace-line.h"

/*
 *          victim-123     [001] d..2.    12.345678: name: (function+0x0/0x90) field=0x1
 *
 * A thread may be called anything, "a-1 [2]" among it, so that only what is behind the
 * name is looked at: the first "-" that the rest follows.
 */
bool trace_line_parse(const char *text, struct trace_line *line)
{
	for (const char *dash = strchr(text, '-'); dash; dash = strchr(dash + 1, '-')) {
		unsigned int seconds, rest;
		int end = 0;

		if (sscanf(dash, "-%d [%*u] %*s %u.%u: %63[^: ]: (%n", &line->tid, &seconds, &rest, line->event, &end) != 4 ||
		    !end)
			continue;
		line->time = UINT64_C(1000000) * seconds + rest;
		line->fields = strchr(dash + end, ')');
		if (line->tid > 0 && line->fields)
			return true;
	}
	return false;
}

uint64_t trace_line_number(const struct trace_line *line, const char *name)
{
	size_t length = strlen(name);

	for (const char *field = strchr(line->fields, ' '); field; field = strchr(field, ' ')) {
		field++;
		if (strncmp(field, name, length) == 0 && field[length] == '=')
			return strtoull(field + length + 1, NULL, 0);
	}
	return 0;
}

unsigned long trace_line_lost(const char *text)
{
	unsigned long lost = 0;

	if (sscanf(text, "CPU:%*d [LOST %lu EVENTS]", &lost) != 1)
		lost = 0;
	return lost;
}
