/* SPDX-License-Identifier: BSD-2-Clause */
/* A line of trace_pipe, see Documentation/trace/kprobetrace.rst of the kernel. */
#ifndef MAPS_TRACE_LINE_H
#define MAPS_TRACE_LINE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/**
 * struct trace_line - what happened in a thread
 * @tid: the thread
 * @time: when, in microseconds
 * @event: the name that the probe was given
 * @fields: what it fetched, " name=0x12 ..."; a part of the text that was read
 */
struct trace_line {
	pid_t tid;
	uint64_t time;
	char event[64];
	const char *fields;
};

/* False: this is no event, or not a whole line. */
bool trace_line_parse(const char *text, struct trace_line *line);

/* A field's number; 0: there is none of that name, or the kernel could not fetch it. */
uint64_t trace_line_number(const struct trace_line *line, const char *name);

/* How many events were overwritten before they were read, if that is what the line says; or 0. */
unsigned long trace_line_lost(const char *text);

#endif /* MAPS_TRACE_LINE_H */
