/* SPDX-License-Identifier: BSD-2-Clause */
/* What can be told of things, one thing a column; and which columns are shown. */
#ifndef MAPS_COLUMNS_H
#define MAPS_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define VIEW_COLUMNS_MOST 32

/* What a column holds: for JSON, and for how it is aligned. */
enum column_type {
	COLUMN_TEXT,
	COLUMN_SIZE,	/* a number with --bytes, else text */
	COLUMN_NUMBER,
	COLUMN_BOOLEAN,
};

/**
 * struct column - one of them
 * @name: its heading
 * @help: what it is
 * @type: what it holds
 * @write: write it for one item, with @bytes a size in bytes
 */
struct column {
	const char *name;
	const char *help;
	enum column_type type;
	void (*write)(const void *item, bool bytes, FILE *out);
};

/**
 * struct column_set - all that there are of items of one kind
 * @name: what a list of these items is called in JSON
 * @columns: @count of them
 */
struct column_set {
	const char *name;
	const struct column *columns;
	size_t count;
};

/**
 * struct view - which columns, and how they are shown
 * @set: those that there are
 * @columns: those that are shown; NULL behind the last
 * @json: as JSON
 * @raw: with one blank between, and nothing aligned
 * @no_headings: without their names
 * @bytes: sizes in bytes
 */
struct view {
	const struct column_set *set;
	const struct column *columns[VIEW_COLUMNS_MOST + 1];
	bool json;
	bool raw;
	bool no_headings;
	bool bytes;
};

/* Take all columns there are. */
void view_all(struct view *view);

/*
 * Take the columns of @names, which has commas between; with '+' before, they follow
 * those that are taken already. Returns NULL; or what is no column, to be freed.
 */
char *view_choose(struct view *view, const char *names);

/*
 * What @column has for an item, to be freed; NULL where it has nothing, or where there
 * is no memory.
 */
char *column_text(const struct column *column, const void *item, bool bytes);

/* --- Options that subcommands with columns share --------------------------------------- */

#define VIEW_OPTIONS "o:Jrn"
#define VIEW_LONG_OPTIONS \
	{ "output", required_argument, NULL, 'o' }, \
	{ "json", no_argument, NULL, 'J' }, \
	{ "raw", no_argument, NULL, 'r' }, \
	{ "noheadings", no_argument, NULL, 'n' }

/* Where a column is a size. */
#define VIEW_SIZE_OPTIONS "b"
#define VIEW_SIZE_LONG_OPTIONS \
	{ "bytes", no_argument, NULL, 'b' }

/* Take one of them. A wrong one is told as @command's; then, false. */
bool view_option(struct view *view, const char *command, int option, const char *argument);

/* The help for these options, for --help, and for the columns. */
void view_usage(const struct column_set *set, FILE *out);

#endif /* MAPS_COLUMNS_H */
