/* SPDX-License-Identifier: BSD-2-Clause */
/* A table with a line for each area. */
#ifndef MAPS_AREA_TABLE_H
#define MAPS_AREA_TABLE_H

#include <libsmartcols/libsmartcols.h>

#include "area-columns.h"

/*
 * Make an empty table for @view, to be given to scols_unref_table(). Returns NULL
 * where there is no memory.
 */
struct libscols_table *area_table_new(const struct area_view *view);

/* Add a line for an area. Returns 0 or -ENOMEM. */
int area_table_add(struct libscols_table *table, const struct area_view *view, const struct maps_info *info);

#endif /* MAPS_AREA_TABLE_H */
