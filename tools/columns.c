// SPDX-License-Identifier: BSD-2-Clause
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "columns.h"
#include "message.h"

void view_all(struct view *view)
{
	for (size_t i = 0; i < view->set->count; i++)
		view->columns[i] = &view->set->columns[i];
	view->columns[view->set->count] = NULL;
}

static const struct column *find_column(const struct column_set *set, const char *name)
{
	for (size_t i = 0; i < set->count; i++)
		if (strcasecmp(set->columns[i].name, name) == 0)
			return &set->columns[i];
	return NULL;
}

char *view_choose(struct view *view, const char *names)
{
	size_t count = 0;
	const char *end;

	if (names[0] == '+') {
		names++;
		while (view->columns[count])
			count++;
	}
	for (;; names = end + 1) {
		char *name;

		end = names + strcspn(names, ",");
		name = strndup(names, (size_t)(end - names));
		view->columns[count] = name ? find_column(view->set, name) : NULL;
		if (!view->columns[count] || count == VIEW_COLUMNS_MOST - 1)
			return name;
		view->columns[++count] = NULL;
		free(name);
		if (!*end)
			return NULL;
	}
}

char *column_text(const struct column *column, const void *item, bool bytes)
{
	char *text = NULL;
	size_t length;
	FILE *out;

	out = open_memstream(&text, &length);
	if (!out)
		return NULL;
	column->write(item, bytes, out);
	if (fclose(out) != 0 || !length) {
		free(text);
		return NULL;
	}
	return text;
}

/* A table has one form. */
static bool only_form(const struct view *view, const char *command)
{
	if (view->json && view->raw)
		message(command, "--json, --raw: use one of these; JSON has no columns to align");
	return !(view->json && view->raw);
}

bool view_option(struct view *view, const char *command, int option, const char *argument)
{
	char *unknown;

	switch (option) {
	case 'o':
		unknown = view_choose(view, argument);
		if (unknown)
			message(command, "--output %s: '%s' is not a column, or one too many; 'maps %s --help' lists them",
				argument, unknown, command);
		free(unknown);
		return !unknown;
	case 'J':
		view->json = true;
		return only_form(view, command);
	case 'r':
		view->raw = true;
		return only_form(view, command);
	case 'n':
		view->no_headings = true;
		return true;
	case 'b':
		view->bytes = true;
		return true;
	default:
		return false;
	}
}

static bool has_sizes(const struct column_set *set)
{
	for (size_t i = 0; i < set->count; i++)
		if (set->columns[i].type == COLUMN_SIZE)
			return true;
	return false;
}

void view_usage(const struct column_set *set, FILE *out)
{
	fprintf(out, "  -o, --output COLUMNS  only these, separated by commas; '+' first: the default ones, too\n"
		     "  -J, --json            print JSON\n"
		     "  -r, --raw             separate columns by one space, without alignment\n"
		     "  -n, --noheadings      omit the column names\n"
		     "%s"
		     "  -h, --help            this text\n\n"
		     "Columns:\n",
		has_sizes(set) ? "  -b, --bytes           print sizes in bytes\n" : "");
	for (size_t i = 0; i < set->count; i++)
		fprintf(out, "  %-12s %s\n", set->columns[i].name, set->columns[i].help);
}
