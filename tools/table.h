/* SPDX-License-Identifier: BSD-2-Clause */
/* A table with a line for each item. */
#ifndef MAPS_TABLE_H
#define MAPS_TABLE_H

#include <libsmartcols/libsmartcols.h>

#include "columns.h"

/*
 * Make an empty table for @view, to be given to scols_unref_table(). Returns NULL
 * where there is no memory.
 */
struct libscols_table *table_new(const struct view *view);

/* Add a line for an item. Returns 0 or -ENOMEM. */
int table_add(struct libscols_table *table, const struct view *view, const void *item);

#endif /* MAPS_TABLE_H */
