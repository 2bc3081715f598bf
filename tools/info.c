// SPDX-License-Identifier: BSD-2-Clause
/* maps info: all that is known of an area, and who has it mapped. */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>
#include <libsmartcols/libsmartcols.h>

#include "area-columns.h"
#include "areas.h"
#include "command.h"
#include "message.h"
#include "pieces.h"
#include "size.h"

#define NAME "info"

/**
 * struct report - what is printed, and how
 * @view: of which things, and in which form
 * @chosen: only what --output names: no owners
 * @document: for JSON: the areas
 * @told: how many areas have been
 */
struct report {
	struct view view;
	bool chosen;
	struct json_object *document;
	size_t told;
};

static void print_usage(FILE *out)
{
	fprintf(out, "Usage: maps info [options] [DEVICE...]\n\n"
		     "Print all that is known of an area: a line for each property, and one for each process\n"
		     "that has it open or mapped. DEVICE is a path, the name of a device or a label; without\n"
		     "one, all areas are printed.\n\n");
	view_usage(&area_columns, out);
}

static int find_owners(const struct maps_info *info, struct owners *owners)
{
	struct owners_area area;
	int err = areas_recognize(info, &area);

	/* A device that has gone meanwhile, or has no node here, has no owners to be told. */
	if (err)
		return owners_is_shortage(-err) ? err : 0;
	return owners_find(&area, 1, true, owners);
}

/* Mappings that could be anybody's are not told as this area's. */
static bool is_of(const struct owner *owner, const struct maps_info *info)
{
	return strcmp(owner->area, maps_info_name(info)) == 0;
}

/* --- For people ------------------------------------------------------------------------ */

static int add_row(struct libscols_table *table, const struct report *report, const char *key, const char *value)
{
	struct libscols_line *line = scols_table_new_line(table, NULL);
	size_t column = 0;

	if (!line)
		return -ENOMEM;
	if (!report->view.no_headings)
		scols_line_set_data(line, column++, key);
	scols_line_set_data(line, column, value ? value : "-");
	return 0;
}

static int add_owner(struct libscols_table *table, const struct report *report, const struct owner *owner)
{
	char mapped[SIZE_TEXT], present[SIZE_TEXT], copies[SIZE_TEXT], text[256];
	bool bytes = report->view.bytes;

	if (bytes)
		snprintf(text, sizeof(text), "%d %s: %" PRIu64 " open, %" PRIu64 " mapped by %" PRIu64
			 " mappings, %" PRIu64 " present, %" PRIu64 " copied", owner->pid, owner->command,
			 owner->descriptors, owner->bytes, owner->mappings, owner->present, owner->copies);
	else
		snprintf(text, sizeof(text), "%d %s: %" PRIu64 " open, %s mapped by %" PRIu64
			 " mappings, %s present, %s copied", owner->pid, owner->command, owner->descriptors,
			 size_format(owner->bytes, mapped), owner->mappings, size_format(owner->present, present),
			 size_format(owner->copies, copies));
	return add_row(table, report, "OWNER", text);
}

static int add_owners(struct libscols_table *table, const struct report *report, const struct maps_info *info)
{
	struct owners owners = { 0 };
	char text[128];
	int err;

	err = find_owners(info, &owners);
	for (size_t i = 0; !err && i < owners.count; i++)
		if (is_of(&owners.list[i], info))
			err = add_owner(table, report, &owners.list[i]);
	if (!err && owners.hidden) {
		snprintf(text, sizeof(text), "%zu processes are not shown to you; root sees all", owners.hidden);
		err = add_row(table, report, "HIDDEN", text);
	}
	owners_free(&owners);
	return err;
}

static struct libscols_table *new_table(const struct report *report)
{
	struct libscols_table *table = scols_new_table();
	bool good = table;

	if (good && !report->view.no_headings)
		good = scols_table_new_column(table, "KEY", 0, 0);
	if (good)
		good = scols_table_new_column(table, "VALUE", 0, 0);
	if (!good) {
		scols_unref_table(table);
		return NULL;
	}
	scols_table_enable_noheadings(table, true);
	scols_table_enable_raw(table, report->view.raw);
	return table;
}

static int print_area(struct report *report, const struct maps_info *info)
{
	struct libscols_table *table = new_table(report);
	int err = table ? 0 : -ENOMEM;

	for (size_t i = 0; !err && report->view.columns[i]; i++) {
		char *text = column_text(report->view.columns[i], info, report->view.bytes);

		err = add_row(table, report, report->view.columns[i]->name, text);
		free(text);
	}
	if (!err && !report->chosen)
		err = add_owners(table, report, info);
	if (!err && report->told++)
		putchar('\n');
	if (!err)
		err = scols_print_table(table);
	/* It has printed no newline behind the last line. */
	scols_unref_table(table);
	return err;
}

/* --- JSON -------------------------------------------------------------------------------- */

static struct json_object *json_value(const struct column *column, const char *text, bool bytes)
{
	if (!text)
		return NULL;
	if (column->type == COLUMN_NUMBER || (column->type == COLUMN_SIZE && bytes))
		return json_object_new_int64((int64_t)strtoll(text, NULL, 10));
	if (column->type == COLUMN_BOOLEAN)
		return json_object_new_boolean(strcmp(text, "yes") == 0);
	return json_object_new_string(text);
}

static struct json_object *json_size(uint64_t size, bool bytes)
{
	char text[SIZE_TEXT];

	return bytes ? json_object_new_int64((int64_t)size) : json_object_new_string(size_format(size, text));
}

static struct json_object *json_pieces(const struct maps_info *info, bool bytes)
{
	struct json_object *list = json_object_new_array();
	struct piece pieces[PIECES_MOST];
	int count = pieces_read(maps_info_name(info), pieces);

	for (int i = 0; i < count; i++) {
		struct json_object *piece = json_object_new_object();

		json_object_object_add(piece, "size", json_size(pieces[i].bytes, bytes));
		json_object_object_add(piece, "count", json_object_new_int64((int64_t)pieces[i].count));
		json_object_array_add(list, piece);
	}
	return list;
}

static struct json_object *json_owner(const struct owner *owner, bool bytes)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "pid", json_object_new_int64(owner->pid));
	json_object_object_add(object, "command", json_object_new_string(owner->command));
	json_object_object_add(object, "descriptors", json_object_new_int64((int64_t)owner->descriptors));
	json_object_object_add(object, "mappings", json_object_new_int64((int64_t)owner->mappings));
	json_object_object_add(object, "mapped", json_size(owner->bytes, bytes));
	json_object_object_add(object, "present", json_size(owner->present, bytes));
	json_object_object_add(object, "copied", json_size(owner->copies, bytes));
	json_object_object_add(object, "huge", json_size(owner->huge, bytes));
	return object;
}

static int add_json_owners(struct json_object *area, const struct maps_info *info, bool bytes)
{
	struct json_object *list = json_object_new_array();
	struct owners owners = { 0 };
	int err = find_owners(info, &owners);

	for (size_t i = 0; i < owners.count; i++)
		if (is_of(&owners.list[i], info))
			json_object_array_add(list, json_owner(&owners.list[i], bytes));
	json_object_object_add(area, "owners", list);
	json_object_object_add(area, "hidden", json_object_new_int64((int64_t)owners.hidden));
	owners_free(&owners);
	return err;
}

static int add_json(struct report *report, const struct maps_info *info)
{
	struct json_object *area = json_object_new_object();
	bool bytes = report->view.bytes;
	int err = 0;

	for (size_t i = 0; report->view.columns[i]; i++) {
		const struct column *column = report->view.columns[i];
		char *text = column_text(column, info, bytes), key[32];
		size_t length = 0;

		for (; column->name[length]; length++)
			key[length] = (char)(column->name[length] | 0x20);
		key[length] = '\0';
		json_object_object_add(area, key, strcmp(column->name, "PIECES") == 0 ? json_pieces(info, bytes)
										     : json_value(column, text, bytes));
		free(text);
	}
	if (!report->chosen)
		err = add_json_owners(area, info, bytes);
	json_object_array_add(report->document, area);
	return err;
}

/* --- Run ------------------------------------------------------------------------------------ */

static int tell(void *context, const struct maps_info *info)
{
	struct report *report = context;
	int err;

	if (report->view.json)
		err = add_json(report, info);
	else
		err = print_area(report, info);
	if (err)
		message(NAME, "%s: %s; free some memory, or descriptors, and try again", maps_info_name(info), strerror(-err));
	return err;
}

/* Returns a status where the command ends here, and -1 where it goes on. */
static int parse(int argc, char **argv, struct report *report)
{
	static const struct option options[] = {
		VIEW_LONG_OPTIONS,
		VIEW_SIZE_LONG_OPTIONS,
		{ "help", no_argument, NULL, 'h' },
		{ 0 }
	};
	bool good = true;
	int option;

	while ((option = getopt_long(argc, argv, VIEW_OPTIONS VIEW_SIZE_OPTIONS "h", options, NULL)) != -1) {
		if (option == 'h') {
			print_usage(stdout);
			return COMMAND_DONE;
		}
		/* What is added to a choice does not undo it. */
		if (option == 'o' && optarg[0] != '+')
			report->chosen = true;
		good &= view_option(&report->view, NAME, option, optarg);
	}
	if (!good) {
		message_usage(NAME);
		return COMMAND_USAGE;
	}
	return -1;
}

static enum command_status info_run(int argc, char **argv)
{
	struct report report = { .view.set = &area_columns };
	int ended, err;

	view_all(&report.view);
	ended = parse(argc, argv, &report);
	if (ended >= 0)
		return (enum command_status)ended;

	scols_init_debug(0);
	report.document = json_object_new_array();
	err = areas_walk(NAME, argv + optind, argc - optind, tell, &report);
	if (report.view.json && !err) {
		struct json_object *whole = json_object_new_object();

		json_object_object_add(whole, "areas", json_object_get(report.document));
		puts(json_object_to_json_string_ext(whole, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED |
						    JSON_C_TO_STRING_NOSLASHESCAPE));
		json_object_put(whole);
	}
	json_object_put(report.document);
	return err ? COMMAND_FAILED : COMMAND_DONE;
}

const struct command command_info = {
	.name = NAME,
	.summary = "print all that is known of an area, and who has it mapped",
	.run = info_run,
};
