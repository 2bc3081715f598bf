/* SPDX-License-Identifier: BSD-2-Clause */
/* What follows from an incident without judging it: arithmetic, and who was asked. */
#ifndef MAPS_FACTS_H
#define MAPS_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "explain/incident.h"

enum answer {
	ANSWER_NO,
	ANSWER_YES,
	ANSWER_UNKNOWN,
};

/* Whether the collector would have seen @part. */
bool fact_watched(const struct incident *incident, enum passed part);

/* Whether the call came that far. */
enum answer fact_reached(const struct incident *incident, enum passed part);

/* What the driver's mmap returned; false where nobody saw it. */
bool fact_driver_result(const struct incident *incident, int64_t *result);

/* What it asked for, or what there is of it. */
bool fact_is_private(const struct incident *incident);
bool fact_is_page_numbers(const struct incident *incident);
uint64_t fact_page(const struct incident *incident);
uint64_t fact_start(const struct incident *incident);
uint64_t fact_length(const struct incident *incident);

/* Where the access went wrong; false where there was none, or nobody knows. */
bool fact_access(const struct incident *incident, uint64_t *address);

/* The same, counted from the beginning of the mapping. */
bool fact_access_offset(const struct incident *incident, uint64_t *offset);

/*
 * The helper that gave an error, the last one and as the driver called it; NULL:
 * none. @in_fault chooses those that the fault handler called.
 */
const struct helper_run *fact_failed(const struct incident *incident, bool in_fault);

/* The helper that never returned; NULL: none. */
const struct helper_run *fact_unfinished(const struct incident *incident);

/* How many bytes helpers mapped in mmap; whether @address is among them. */
uint64_t fact_mapped(const struct incident *incident);
bool fact_is_mapped(const struct incident *incident, uint64_t address);

/* The system call that gave EFAULT, by name; empty: it has none here. */
const char *fact_system_call(const struct incident *incident);

/* Its path, as it may be printed: who chose the name is not to speak to a terminal. The same of what was not opened. */
void fact_path(const struct incident *incident, char *text, size_t size);
void fact_not_opened(const struct incident *incident, char *text, size_t size);

/* The module that the driver is in; empty: built in, or unknown. */
void fact_module(const struct incident *incident, char *name, size_t size);

#endif /* MAPS_FACTS_H */
