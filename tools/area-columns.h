/* SPDX-License-Identifier: BSD-2-Clause */
/* What is told of an area, one thing a column: for maps list, info and watch. */
#ifndef MAPS_AREA_COLUMNS_H
#define MAPS_AREA_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "libmaps.h"

#define AREA_COLUMNS_MOST 32

/* What a column holds: for JSON, and for how it is aligned. */
enum area_column_type {
	AREA_TEXT,
	AREA_SIZE,	/* a number with --bytes, else text */
	AREA_NUMBER,
	AREA_BOOLEAN,
};

/**
 * struct area_column - one of them
 * @name: its heading
 * @help: what it is
 * @type: what it holds
 * @write: write it for one area, with @bytes a size in bytes
 */
struct area_column {
	const char *name;
	const char *help;
	enum area_column_type type;
	void (*write)(const struct maps_info *info, bool bytes, FILE *out);
};

/**
 * struct area_view - which columns, and how they are shown
 * @columns: NULL behind the last
 * @json: as JSON
 * @raw: with one blank between, and nothing aligned
 * @no_headings: without their names
 * @bytes: sizes in bytes
 */
struct area_view {
	const struct area_column *columns[AREA_COLUMNS_MOST + 1];
	bool json;
	bool raw;
	bool no_headings;
	bool bytes;
};

/* Take all columns there are. */
void area_view_all(struct area_view *view);

/*
 * Take the columns of @names, which has commas between; with '+' before, they follow
 * those that are taken already. Returns NULL; or what is no column, to be freed.
 */
char *area_view_choose(struct area_view *view, const char *names);

/*
 * What @column has for an area, to be freed; NULL where it has nothing, or where there
 * is no memory.
 */
char *area_column_text(const struct area_column *column, const struct maps_info *info, bool bytes);

/* --- Options that maps list and info share ------------------------------------------- */

#define AREA_VIEW_OPTIONS "o:Jrnb"
#define AREA_VIEW_LONG_OPTIONS \
	{ "output", required_argument, NULL, 'o' }, \
	{ "json", no_argument, NULL, 'J' }, \
	{ "raw", no_argument, NULL, 'r' }, \
	{ "noheadings", no_argument, NULL, 'n' }, \
	{ "bytes", no_argument, NULL, 'b' }

/* Take one of them. A wrong one is told as @command's; then, false. */
bool area_view_option(struct area_view *view, const char *command, int option, const char *argument);

/* The help for these options, and for the columns. */
void area_view_usage(FILE *out);

#endif /* MAPS_AREA_COLUMNS_H */
