/* SPDX-License-Identifier: BSD-2-Clause */
/* The areas that a command line names, or all. */
#ifndef MAPS_AREAS_H
#define MAPS_AREAS_H

#include "libmaps.h"
#include "owners.h"

/* What is done with each; a number other than 0 ends the walk. */
typedef int areas_each(void *context, const struct maps_info *info);

/*
 * Call @each with the areas of @devices, each of which is a path, the name of a device
 * or a label, in the order of their numbers; with all areas where @count is 0. What
 * cannot be found is told as @command's, before anything is called; and what goes before
 * the walk comes to it, behind that.
 *
 * Returns 0; -errno, which was told; or what @each returned.
 */
int areas_walk(const char *command, char **devices, int count, areas_each *each, void *context);

/* How to recognize one among the mappings of a process: see owners.h. */
int areas_recognize(const struct maps_info *info, struct owners_area *area);

#endif /* MAPS_AREAS_H */
