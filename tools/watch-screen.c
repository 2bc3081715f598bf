// SPDX-License-Identifier: BSD-2-Clause
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <libsmartcols/libsmartcols.h>

#include "size.h"
#include "watch-sample.h"

/* Columns, those whose name begins with '>' are aligned to the right; NULL is behind the last. */
static struct libscols_table *new_table(const char *const *names)
{
	struct libscols_table *table;

	scols_init_debug(0);
	table = scols_new_table();
	for (; table && *names; names++) {
		bool right = **names == '>';

		if (!scols_table_new_column(table, *names + right, 0, right ? SCOLS_FL_RIGHT : 0)) {
			scols_unref_table(table);
			return NULL;
		}
	}
	/* It is cut where it is put. */
	if (table) {
		scols_table_set_termforce(table, SCOLS_TERMFORCE_NEVER);
		scols_table_set_termwidth(table, 1024);
	}
	return table;
}

static void put_text(struct libscols_line *line, size_t *column, const char *text)
{
	scols_line_set_data(line, (*column)++, text);
}

static void put_number(struct libscols_line *line, size_t *column, uint64_t number)
{
	char text[SIZE_TEXT];

	snprintf(text, sizeof(text), "%" PRIu64, number);
	put_text(line, column, text);
}

static void put_size(struct libscols_line *line, size_t *column, uint64_t size)
{
	char text[SIZE_TEXT];

	put_text(line, column, size_format(size, text));
}

static void put_table(struct libscols_table *table, FILE *out)
{
	char *text = NULL;

	if (table && scols_print_table_to_string(table, &text) == 0 && text)
		fprintf(out, "%s\n", text);
	free(text);
	scols_unref_table(table);
}

static void put_areas(const struct watch_sample *sample, FILE *out)
{
	static const char *const names[] = {
		"AREA", "LABEL", ">SIZE", "BACKING", "MAPPER", ">MAPPINGS", ">MAPPED", NULL
	};
	struct libscols_table *table = new_table(names);

	for (size_t i = 0; table && i < sample->count; i++) {
		struct libscols_line *line = scols_table_new_line(table, NULL);
		const struct watch_area *area = &sample->areas[i];
		size_t column = 0;

		if (!line)
			break;
		put_text(line, &column, area->known.name);
		put_text(line, &column, area->label[0] ? area->label : "-");
		if (area->revoked)
			put_text(line, &column, "revoked");
		else
			put_size(line, &column, area->size);
		put_text(line, &column, area->backing);
		put_text(line, &column, area->mapper);
		put_number(line, &column, area->mappings);
		put_size(line, &column, area->mapped);
	}
	put_table(table, out);
}

static void put_owners(const struct watch_sample *sample, const struct watch_sample *before, FILE *out)
{
	static const char *const names[] = {
		">PID", "COMMAND", "AREA", ">MAPPINGS", ">MAPPED", ">HUGE", ">SMALL", ">COPIED", ">FAULTS", ">NEW", NULL
	};
	struct libscols_table *table = new_table(names);

	for (size_t i = 0; table && i < sample->owners.count; i++) {
		struct libscols_line *line = scols_table_new_line(table, NULL);
		const struct owner *owner = &sample->owners.list[i];
		size_t column = 0;

		if (!line)
			break;
		put_number(line, &column, (uint64_t)owner->pid);
		put_text(line, &column, owner->command);
		put_text(line, &column, owner->area);
		put_number(line, &column, owner->mappings);
		put_size(line, &column, owner->bytes);
		put_size(line, &column, owner->huge);
		put_size(line, &column, owner->present - owner->huge);
		put_size(line, &column, owner->copies);
		put_number(line, &column, owner->faults);
		put_number(line, &column, watch_sample_faults(before, owner));
	}
	put_table(table, out);
}

char *watch_screen(const struct watch_sample *sample, const struct watch_sample *before)
{
	char size[SIZE_TEXT], mapped[SIZE_TEXT], *text = NULL;
	uint64_t bytes = 0, mapped_bytes = 0, mappings = 0;
	size_t length;
	FILE *out;

	out = open_memstream(&text, &length);
	if (!out)
		return NULL;
	for (size_t i = 0; i < sample->count; i++) {
		bytes += sample->areas[i].size;
		mappings += sample->areas[i].mappings;
		mapped_bytes += sample->areas[i].mapped;
	}
	fprintf(out, "%zu area%s of %s; %" PRIu64 " mapping%s of %s; Ctrl-C ends this\n\n", sample->count,
		sample->count == 1 ? "" : "s", size_format(bytes, size), mappings, mappings == 1 ? "" : "s",
		size_format(mapped_bytes, mapped));
	if (sample->count) {
		put_areas(sample, out);
		fputc('\n', out);
	}
	if (sample->owners.count)
		put_owners(sample, before, out);
	if (sample->owners.hidden)
		fprintf(out, "%zu processes are not shown to you; root sees all\n", sample->owners.hidden);
	if (fclose(out) != 0) {
		free(text);
		return NULL;
	}
	return text;
}

void watch_screen_put(const char *text, unsigned int columns, unsigned int rows, FILE *out)
{
	/* The cursor needs the last row: there, a newline would scroll. */
	fputs("\033[H", out);
	for (unsigned int row = 1; *text && row < rows; row++) {
		size_t length = strcspn(text, "\n");

		fprintf(out, "%.*s\033[K\n", (int)(length < columns ? length : columns), text);
		text += length + (text[length] == '\n');
	}
	fputs("\033[J", out);
}
