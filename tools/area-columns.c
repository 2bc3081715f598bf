// SPDX-License-Identifier: BSD-2-Clause
#include <inttypes.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "area-columns.h"
#include "message.h"
#include "pieces.h"
#include "size.h"

static void put_size(uint64_t size, bool bytes, FILE *out)
{
	char text[SIZE_TEXT];

	if (bytes)
		fprintf(out, "%" PRIu64, size);
	else
		fputs(size_format(size, text), out);
}

static void write_name(const struct maps_info *info, bool bytes, FILE *out)
{
	(void)bytes;
	fputs(maps_info_name(info), out);
}

static void write_label(const struct maps_info *info, bool bytes, FILE *out)
{
	(void)bytes;
	fputs(maps_info_label(info), out);
}

static void write_path(const struct maps_info *info, bool bytes, FILE *out)
{
	(void)bytes;
	if (maps_info_path(info))
		fputs(maps_info_path(info), out);
}

static void write_size(const struct maps_info *info, bool bytes, FILE *out)
{
	put_size(maps_info_size(info), bytes, out);
}

static void write_backing(const struct maps_info *info, bool bytes, FILE *out)
{
	(void)bytes;
	fputs(maps_info_backing(info), out);
}

static void write_mapper(const struct maps_info *info, bool bytes, FILE *out)
{
	(void)bytes;
	fputs(maps_info_mapper(info), out);
}

static void write_private(const struct maps_info *info, bool bytes, FILE *out)
{
	(void)bytes;
	fputs(maps_info_private(info), out);
}

/* Any node is told as nothing. */
static void write_node(const struct maps_info *info, bool bytes, FILE *out)
{
	(void)bytes;
	if (maps_info_node(info) >= 0)
		fprintf(out, "%d", maps_info_node(info));
}

static void write_stamp(const struct maps_info *info, bool bytes, FILE *out)
{
	(void)bytes;
	fprintf(out, "%08" PRIx32, maps_info_stamp(info));
}

static void write_mappings(const struct maps_info *info, bool bytes, FILE *out)
{
	(void)bytes;
	fprintf(out, "%" PRIu64, maps_info_mappings(info));
}

static void write_mapped(const struct maps_info *info, bool bytes, FILE *out)
{
	put_size(maps_info_mapped_bytes(info), bytes, out);
}

static void write_pieces(const struct maps_info *info, bool bytes, FILE *out)
{
	struct piece pieces[PIECES_MOST];

	(void)bytes;
	pieces_print(pieces, pieces_read(maps_info_name(info), pieces), out);
}

static void write_revoked(const struct maps_info *info, bool bytes, FILE *out)
{
	(void)bytes;
	fputs(maps_info_revoked(info) ? "yes" : "no", out);
}

static const struct area_column columns[] = {
	{ "NAME", "name of its device", AREA_TEXT, write_name },
	{ "LABEL", "name for people", AREA_TEXT, write_label },
	{ "SIZE", "its size; 0 once it is revoked", AREA_SIZE, write_size },
	{ "BACKING", "where its memory is from", AREA_TEXT, write_backing },
	{ "MAPPER", "how it is mapped", AREA_TEXT, write_mapper },
	{ "PRIVATE", "what private mappings may do", AREA_TEXT, write_private },
	{ "NODE", "NUMA node that was asked for", AREA_NUMBER, write_node },
	{ "STAMP", "what each page began with", AREA_TEXT, write_stamp },
	{ "MAPPINGS", "how many mappings there are", AREA_NUMBER, write_mappings },
	{ "MAPPED", "the size of all of them", AREA_SIZE, write_mapped },
	{ "PIECES", "physical pieces it is made of", AREA_TEXT, write_pieces },
	{ "PATH", "path of its device", AREA_TEXT, write_path },
	{ "REVOKED", "whether its memory was taken away", AREA_BOOLEAN, write_revoked },
};

#define COLUMNS (sizeof(columns) / sizeof(columns[0]))

void area_view_all(struct area_view *view)
{
	for (size_t i = 0; i < COLUMNS; i++)
		view->columns[i] = &columns[i];
	view->columns[COLUMNS] = NULL;
}

static const struct area_column *find_column(const char *name)
{
	for (size_t i = 0; i < COLUMNS; i++)
		if (strcasecmp(columns[i].name, name) == 0)
			return &columns[i];
	return NULL;
}

char *area_view_choose(struct area_view *view, const char *names)
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
		view->columns[count] = name ? find_column(name) : NULL;
		if (!view->columns[count] || count == AREA_COLUMNS_MOST - 1)
			return name;
		view->columns[++count] = NULL;
		free(name);
		if (!*end)
			return NULL;
	}
}

char *area_column_text(const struct area_column *column, const struct maps_info *info, bool bytes)
{
	char *text = NULL;
	size_t length;
	FILE *out;

	out = open_memstream(&text, &length);
	if (!out)
		return NULL;
	column->write(info, bytes, out);
	if (fclose(out) != 0 || !length) {
		free(text);
		return NULL;
	}
	return text;
}

bool area_view_option(struct area_view *view, const char *command, int option, const char *argument)
{
	char *unknown;

	switch (option) {
	case 'o':
		unknown = area_view_choose(view, argument);
		if (unknown)
			message(command, "--output %s: '%s' is no column, or one too many; 'maps %s --help' has all",
				argument, unknown, command);
		free(unknown);
		return !unknown;
	case 'J':
		view->json = true;
		return true;
	case 'r':
		view->raw = true;
		return true;
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

void area_view_usage(FILE *out)
{
	fprintf(out, "  -o, --output COLUMNS  these, with commas between; '+' before them: and the default\n"
		     "  -J, --json            as JSON\n"
		     "  -r, --raw             with one blank between, and nothing aligned\n"
		     "  -n, --noheadings      without their names\n"
		     "  -b, --bytes           sizes in bytes\n"
		     "  -h, --help            this text\n\n"
		     "Columns:\n");
	for (size_t i = 0; i < COLUMNS; i++)
		fprintf(out, "  %-10s %s\n", columns[i].name, columns[i].help);
}
