/* SPDX-License-Identifier: BSD-2-Clause */
/* What is told of an area, a struct maps_info: for maps list, info and watch. */
#ifndef MAPS_AREA_COLUMNS_H
#define MAPS_AREA_COLUMNS_H

#include "columns.h"

extern const struct column_set area_columns;

#endif /* MAPS_AREA_COLUMNS_H */
