// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <stdlib.h>

#include "table.h"

static int json_type(const struct column *column, bool bytes)
{
	switch (column->type) {
	case COLUMN_NUMBER:
		return SCOLS_JSON_NUMBER;
	case COLUMN_BOOLEAN:
		return SCOLS_JSON_BOOLEAN;
	case COLUMN_SIZE:
		return bytes ? SCOLS_JSON_NUMBER : SCOLS_JSON_STRING;
	default:
		return SCOLS_JSON_STRING;
	}
}

struct libscols_table *table_new(const struct view *view)
{
	struct libscols_table *table;

	scols_init_debug(0);
	table = scols_new_table();
	if (!table)
		return NULL;
	scols_table_set_name(table, view->set->name);
	scols_table_enable_json(table, view->json);
	scols_table_enable_raw(table, view->raw);
	scols_table_enable_noheadings(table, view->no_headings);
	for (size_t i = 0; view->columns[i]; i++) {
		const struct column *known = view->columns[i];
		bool right = known->type == COLUMN_SIZE || known->type == COLUMN_NUMBER;
		struct libscols_column *column;

		column = scols_table_new_column(table, known->name, 0, right ? SCOLS_FL_RIGHT : 0);
		if (!column) {
			scols_unref_table(table);
			return NULL;
		}
		scols_column_set_json_type(column, json_type(known, view->bytes));
	}
	return table;
}

int table_add(struct libscols_table *table, const struct view *view, const void *item)
{
	struct libscols_line *line = scols_table_new_line(table, NULL);

	if (!line)
		return -ENOMEM;
	for (size_t i = 0; view->columns[i]; i++) {
		char *text = column_text(view->columns[i], item, view->bytes);

		/* Nothing is null in JSON; elsewhere each field is to have a word. */
		if (text || view->json)
			scols_line_refer_data(line, i, text);
		else
			scols_line_set_data(line, i, "-");
	}
	return 0;
}
