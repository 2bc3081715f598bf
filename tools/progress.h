/* SPDX-License-Identifier: BSD-2-Clause */
/* How far something is that takes a while: on standard error, where that is a terminal. */
#ifndef MAPS_PROGRESS_H
#define MAPS_PROGRESS_H

/* Say that @command is at step @step, from 1 on, of @all, which is @what. */
void progress_show(const char *command, unsigned int step, unsigned int all, const char *what);

/* Clear that again: before anything else is printed. */
void progress_clear(void);

#endif /* MAPS_PROGRESS_H */
