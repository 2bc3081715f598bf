/* SPDX-License-Identifier: BSD-2-Clause */
/* Whether output goes to a person's terminal. */
#ifndef MAPS_TERMINAL_H
#define MAPS_TERMINAL_H

#include <stdbool.h>

/*
 * Whether standard output is a terminal that can move its cursor: colours and
 * progress are for those. TERM=dumb says that it cannot.
 */
bool terminal_out(void);

/* The same of standard error. */
bool terminal_error(void);

/* Whether to use colours on standard output: NO_COLOR, see https://no-color.org, says no. */
bool terminal_coloured(void);

/* How many columns and rows it has; 80 and 24 where it does not tell. */
void terminal_size(unsigned int *columns, unsigned int *rows);

#endif /* MAPS_TERMINAL_H */
