// SPDX-License-Identifier: BSD-2-Clause
/* maps list: all areas that have a device. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>

#include "area-columns.h"
#include "command.h"
#include "libmaps.h"
#include "message.h"
#include "table.h"
#include "trouble.h"

#define NAME "list"
#define DEFAULT "NAME,LABEL,SIZE,BACKING,MAPPER,PRIVATE,MAPPINGS,MAPPED"

static void print_usage(FILE *out)
{
	fprintf(out, "Usage: maps list [options]\n\n"
		     "List all areas that have a device.\n\n");
	view_usage(&area_columns, out);
	fprintf(out, "\nThe default columns are " DEFAULT ".\n");
}

/* Returns a status where the command ends here, and -1 where it goes on. */
static int parse(int argc, char **argv, struct view *view)
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
		good &= view_option(view, NAME, option, optarg);
	}
	if (good && optind < argc) {
		message(NAME, "%s: this command lists all areas; for one, use 'maps info %s'", argv[optind], argv[optind]);
		good = false;
	}
	if (!good) {
		message_usage(NAME);
		return COMMAND_USAGE;
	}
	return -1;
}

static int fill(struct libscols_table *table, const struct view *view)
{
	const struct maps_info *info;
	struct maps_iterator *walk = NULL;
	int err;

	err = maps_iterator_new(&walk);
	while (!err && (info = maps_iterator_next(walk)))
		err = table_add(table, view, info);
	if (!err)
		err = maps_iterator_error(walk);
	maps_iterator_free(walk);
	return err;
}

static enum command_status list_run(int argc, char **argv)
{
	struct view view = { .set = &area_columns };
	struct libscols_table *table;
	int ended, err = -ENOMEM;

	view_choose(&view, DEFAULT);
	ended = parse(argc, argv, &view);
	if (ended >= 0)
		return (enum command_status)ended;

	table = table_new(&view);
	if (table)
		err = fill(table, &view);
	if (!err)
		err = scols_print_table(table);
	if (err)
		trouble_walk(NAME, err);
	scols_unref_table(table);
	return err ? COMMAND_FAILED : COMMAND_DONE;
}

const struct command command_list = {
	.name = NAME,
	.summary = "list all areas that have a device",
	.run = list_run,
};
