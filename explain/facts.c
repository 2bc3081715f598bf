// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include <string.h>

#include "explain/facts.h"
#include "explain/flags.h"
#include "explain/helper.h"
#include "explain/system-call.h"

/* The lowest two bits of an mmap's flags are its type. */
#define TYPE_MASK	0x3
#define TYPE_PRIVATE	0x2

bool fact_watched(const struct incident *incident, enum passed part)
{
	if (strcmp(incident->source, "ptrace") == 0)
		return part == PASSED_ENTRY;
	if (strcmp(incident->source, "tracefs") == 0 && part & (PASSED_TO_DRIVER | PASSED_DRIVER))
		return false;
	return !(incident->unwatched & part);
}

static bool has_run(const struct incident *incident)
{
	for (unsigned int i = 0; i < incident->runs; i++)
		if (!incident->run[i].in_fault)
			return true;
	return false;
}

/* What was reached implies all that comes before it. */
enum answer fact_reached(const struct incident *incident, enum passed part)
{
	uint32_t passed = incident->passed;
	int64_t result;

	if (incident->driver_called || has_run(incident))
		passed |= PASSED_TO_DRIVER;
	if (fact_driver_result(incident, &result) && result == 0)
		passed |= PASSED_DRIVER;
	if (incident->called && incident->returned && incident->result > 0)
		passed |= PASSED_CHECKS;
	if (passed & ~(part - 1u))
		return ANSWER_YES;
	/* Nor was it, where one before it was not. */
	for (unsigned int before = PASSED_SECURITY; before < (unsigned int)part; before <<= 1)
		if (!(passed & ~(before - 1u)) && fact_watched(incident, before))
			return ANSWER_NO;
	return fact_watched(incident, part) ? ANSWER_NO : ANSWER_UNKNOWN;
}

bool fact_driver_result(const struct incident *incident, int64_t *result)
{
	*result = incident->driver_result;
	return incident->driver_called && incident->driver_returned;
}

bool fact_is_private(const struct incident *incident)
{
	if (incident->called)
		return (incident->flags & TYPE_MASK) == TYPE_PRIVATE;
	return incident->vma_flags && !(incident->vma_flags & VM_MAYSHARE);
}

bool fact_is_page_numbers(const struct incident *incident)
{
	if (incident->vma_flags & (VM_PFNMAP | VM_IO))
		return true;
	for (unsigned int i = 0; i < incident->runs && !incident->vma_flags; i++) {
		const struct helper_run *run = &incident->run[i];

		if (run->returned && !helper_failed(run) &&
		    (run->helper == HELPER_REMAP_PFN_RANGE || run->helper == HELPER_VM_IOMAP_MEMORY))
			return true;
	}
	return false;
}

uint64_t fact_page(const struct incident *incident)
{
	return incident->page ? incident->page : 4096;
}

uint64_t fact_start(const struct incident *incident)
{
	if (incident->first)
		return incident->first;
	if (incident->vma_start)
		return incident->vma_start;
	if (incident->called && incident->returned && incident->result > 0)
		return (uint64_t)incident->result;
	return 0;
}

/* Of the call, where it was seen: a VMA may have grown, or been cut, since. */
uint64_t fact_length(const struct incident *incident)
{
	uint64_t page = fact_page(incident);

	if (incident->called && incident->length)
		return incident->length > UINT64_MAX - page ? incident->length :
							      (incident->length + page - 1) / page * page;
	return incident->vma_end - incident->vma_start;
}

bool fact_access(const struct incident *incident, uint64_t *address)
{
	if (incident->faulted)
		*address = incident->fault_address;
	else if (incident->kind == INCIDENT_KILLED && incident->signal)
		*address = incident->signal_address;
	else if (incident->kind == INCIDENT_EFAULT)
		*address = incident->argument;
	else
		*address = incident->fault_address;
	return *address != 0;
}

bool fact_access_offset(const struct incident *incident, uint64_t *offset)
{
	uint64_t start = fact_start(incident), address;

	if (!start || !fact_access(incident, &address) || address < start)
		return false;
	*offset = address - start;
	return true;
}

const struct helper_run *fact_failed(const struct incident *incident, bool in_fault)
{
	const struct helper_run *found = NULL;

	for (unsigned int i = 0; i < incident->runs; i++) {
		const struct helper_run *run = &incident->run[i];

		if (run->in_fault != in_fault || !helper_failed(run))
			continue;
		if (!found || helper_is_nested(found) || !helper_is_nested(run))
			found = run;
	}
	return found;
}

const struct helper_run *fact_unfinished(const struct incident *incident)
{
	for (unsigned int i = incident->runs; i-- > 0; )
		if (!incident->run[i].returned)
			return &incident->run[i];
	return NULL;
}

static bool filled(const struct helper_run *run)
{
	return run->returned && !run->in_fault && !helper_failed(run) && !helper_is_nested(run);
}

uint64_t fact_mapped(const struct incident *incident)
{
	uint64_t mapped = 0;

	for (unsigned int i = 0; i < incident->runs; i++)
		if (filled(&incident->run[i]))
			mapped += incident->run[i].end - incident->run[i].first;
	return mapped;
}

/* mremap() may have moved it, or a part that has the address; where that is not known, all of it. */
static uint64_t by_how_much_moved(const struct incident *incident, uint64_t address)
{
	uint64_t at = (uint64_t)incident->result;

	if (!incident->called || incident->result <= 0)
		return 0;
	if (incident->first)
		return incident->first - at;
	if (incident->vma_start && address >= incident->vma_start &&
	    (address < at || address - at >= fact_length(incident)))
		return incident->vma_start - at;
	return 0;
}

bool fact_is_mapped(const struct incident *incident, uint64_t address)
{
	uint64_t moved = by_how_much_moved(incident, address);

	for (unsigned int i = 0; i < incident->runs; i++) {
		const struct helper_run *run = &incident->run[i];

		if (filled(run) && address - moved >= run->first && address - moved < run->end)
			return true;
	}
	return false;
}

const char *fact_system_call(const struct incident *incident)
{
	const char *name = incident->system_call_name;

	/* Without a name, the number is taken for one of this machine. */
	if (!name[0] && incident->kind == INCIDENT_EFAULT)
		name = system_call_name(incident->system_call);
	return name ? name : "";
}

void fact_module(const struct incident *incident, char *name, size_t size)
{
	snprintf(name, size, "%s", incident->module);
	for (unsigned int i = 0; i < incident->runs && !name[0]; i++) {
		const char *open = strchr(incident->run[i].caller_name, '[');

		if (open)
			snprintf(name, size, "%.*s", (int)strcspn(open + 1, "]"), open + 1);
	}
}

/* A byte of ASCII's controls, or the first of those of Unicode, which have two in UTF-8. */
static bool is_control(const char *at)
{
	unsigned char byte = (unsigned char)at[0];

	return byte < ' ' || byte == 0x7f || (byte == 0xc2 && ((unsigned char)at[1] & 0xe0) == 0x80);
}

static void tame(const char *path, char *text, size_t size)
{
	snprintf(text, size, "%s", path);
	for (; *text; text++) {
		if (!is_control(text))
			continue;
		if (*text == (char)0xc2)
			*text++ = '?';
		*text = '?';
	}
}

void fact_path(const struct incident *incident, char *text, size_t size)
{
	tame(incident->path, text, size);
}

void fact_not_opened(const struct incident *incident, char *text, size_t size)
{
	tame(incident->not_opened, text, size);
}
