/* SPDX-License-Identifier: BSD-2-Clause */
/* Where in its source a driver called a helper, by the debug information of its module. */
#ifndef MAPS_SOURCE_LINE_H
#define MAPS_SOURCE_LINE_H

#include <stddef.h>

struct incident;

/*
 * Fill in @caller_line of the helpers of @incidents, where it is empty and the caller is
 * in a module whose file is found and has debug information. Modules are looked for, by
 * name, below @directory (NULL: none), then where distributions keep modules and debug
 * information. A file with another build ID than the module that is loaded is none.
 */
#ifdef HAVE_LIBDW
void source_lines_fill(struct incident *incidents, size_t count, const char *directory);
#else
static inline void source_lines_fill(struct incident *incidents, size_t count, const char *directory)
{
	(void)incidents;
	(void)count;
	(void)directory;
}
#endif

#endif /* MAPS_SOURCE_LINE_H */
