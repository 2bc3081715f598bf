// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "explain/helper.h"
#include "explain/records.h"
#include "explain/result.h"
#include "explain/runs.h"
#include "explain/seen.h"
#include "tools/process-name.h"

_Static_assert((int)SEEN_ENTRY == (int)PASSED_ENTRY && (int)SEEN_SECURITY == (int)PASSED_SECURITY &&
	       (int)SEEN_CHECKS == (int)PASSED_CHECKS && (int)SEEN_TO_DRIVER == (int)PASSED_TO_DRIVER &&
	       (int)SEEN_DRIVER == (int)PASSED_DRIVER, "seen.h and incident.h differ");
_Static_assert((int)SEEN_REMAP_PFN_RANGE == (int)HELPER_REMAP_PFN_RANGE &&
	       (int)SEEN_VM_IOMAP_MEMORY == (int)HELPER_VM_IOMAP_MEMORY &&
	       (int)SEEN_VMF_INSERT_MIXED == (int)HELPER_VMF_INSERT_MIXED && HELPER_COUNT == SEEN_VMF_INSERT_MIXED + 1,
	       "seen.h and incident.h differ");

/* The kernel's own numbers; they are no part of its interface, and have not changed. */
#define FMODE_READ	0x1
#define FMODE_WRITE	0x2
#define FAULT_FLAG_WRITE 0x1

/* A device number as the kernel keeps it. */
#define DEVICE_MINOR_BITS 20

/* --- Files ------------------------------------------------------------------------------ */

/* The parts of a name come the last one first. */
static void join_path(const struct event_file *file, char *path, size_t size)
{
	const char *parts[32];
	uint32_t length = file->path_length < sizeof(file->path) ? file->path_length : sizeof(file->path) - 1;
	size_t count = 0, used = 0;

	for (const char *part = file->path; part < file->path + length && count < 32; part += strlen(part) + 1)
		parts[count++] = part;
	if (file->pseudo && count) {
		snprintf(path, size, "%s%s", file->mode & S_IFMT ? "" : "anon_inode:", parts[0]);
		return;
	}
	path[0] = '\0';
	while (count-- && used < size)
		used += (size_t)snprintf(path + used, size - used, "/%s", parts[count]);
}

static void fill_file(const struct event_file *file, struct incident *incident)
{
	if (!file->file)
		return;
	join_path(file, incident->path, sizeof(incident->path));
	incident->is_device = S_ISCHR(file->mode) || S_ISBLK(file->mode);
	incident->is_regular = S_ISREG(file->mode);
	if (incident->is_device) {
		incident->major = file->device >> DEVICE_MINOR_BITS;
		incident->minor = file->device & ((1u << DEVICE_MINOR_BITS) - 1);
	}
	incident->size = file->bytes;
	incident->inode = incident->is_regular ? file->inode : 0;
	incident->readable = file->open_mode & FMODE_READ;
	incident->writable = file->open_mode & FMODE_WRITE;
	incident->noexec = file->noexec;
	incident->prepares = file->prepares;
	incident->operations_known = true;
}

/* --- Functions ---------------------------------------------------------------------------- */

/* The name of the function at @address, and its module; @module may be NULL. */
static void name_function(const struct records *records, uint64_t address, char *name, size_t size, char *module,
			  size_t module_size)
{
	struct symbol symbol;

	if (!address)
		return;
	if (!symbols_find_function(records->symbols, address, &symbol)) {
		snprintf(name, size, "0x%llx", (unsigned long long)address);
		return;
	}
	snprintf(name, size, "%s", symbol.name);
	if (module)
		snprintf(module, module_size, "%s", symbol.module);
}

static void add_run(const struct records *records, const struct event_run *from, bool returned, bool in_fault,
		    struct incident *incident)
{
	struct helper_run run = {
		.helper = (enum helper)from->helper,
		.in_fault = in_fault,
		.returned = returned,
		.count = (uint32_t)from->count,
		.first = from->first,
		.end = from->end,
		.size = from->size,
		.result = from->result,
		.caller = from->caller,
	};

	symbols_name_caller(records->symbols, from->caller, run.caller_name, sizeof(run.caller_name));
	runs_add(incident, &run);
}

static void fill_runs(const struct records *records, const struct event_runs *runs, bool in_flight, bool in_fault,
		      struct incident *incident)
{
	incident->more_runs += runs->more;
	for (uint32_t i = 0; i < runs->count && i < EVENT_RUNS; i++)
		add_run(records, &runs->run[i], true, in_fault, incident);
	if (in_flight && runs->depth) {
		add_run(records, &runs->pending, false, in_fault, incident);
		snprintf(incident->stuck_in, sizeof(incident->stuck_in), "%s",
			 helper_name((enum helper)runs->pending.helper));
	}
}

static void fill_vma(const struct records *records, const struct event_vma *vma, bool names, struct incident *incident)
{
	incident->vma_start = vma->start;
	incident->vma_end = vma->end;
	incident->vma_flags = vma->flags;
	if (vma->fault && names)
		name_function(records, vma->fault, incident->fault_operation, sizeof(incident->fault_operation), NULL, 0);
}

static void fill_common(const struct event *event, struct incident *incident)
{
	strcpy(incident->source, "bpf");
	incident->pid = (pid_t)event->pid;
	incident->tid = (pid_t)event->tid;
	incident->page = (uint32_t)sysconf(_SC_PAGESIZE);
	memcpy(incident->command, event->command, sizeof(incident->command));
	incident->command[sizeof(incident->command) - 1] = '\0';
	process_name_tame(incident->command);
}

/* --- mmap ------------------------------------------------------------------------------------ */

/* Whether it is worth to look for names: not for each library that is loaded. */
static bool is_of_interest(const struct incident *incident)
{
	return !incident->is_regular || result_is_error(incident->result) || incident->runs || !incident->returned;
}

static void fill_arguments(const struct event_mmap *event, struct incident *incident)
{
	incident->called = true;
	incident->address = event->argument[0];
	incident->length = event->argument[1];
	incident->protection = (uint32_t)event->argument[2];
	incident->flags = (uint32_t)event->argument[3];
	incident->fd = (int32_t)event->argument[4];
	incident->offset = event->argument[5];
	incident->passed = event->passed;
	incident->security = event->security;
}

static void fill_result(const struct event_mmap *event, struct incident *incident)
{
	incident->returned = true;
	incident->result = event->result;
	if (result_is_error(incident->result))
		result_add_limit(incident);
	else
		incident->passed |= PASSED_SECURITY | PASSED_CHECKS;
}

static void fill_driver(const struct records *records, const struct event_mmap *event, struct incident *incident)
{
	incident->driver_called = event->driver_called;
	incident->driver_returned = event->driver_returned;
	incident->driver_result = event->driver_result;
	incident->unwatched = records->unwatched;
	/* A file system's handler is not probed, whether or not the VMA was seen that has it. */
	if ((event->vma.fault || incident->is_regular) &&
	    !(event->vma.fault && records->is_probed(records->context, event->vma.fault, UINT64_MAX)))
		incident->unwatched |= PASSED_FAULTS;
	if (event->file.operation && !event->driver_called &&
	    !records->is_probed(records->context, event->file.operation, event->event.time))
		incident->unwatched |= PASSED_TO_DRIVER | PASSED_DRIVER;
}

void record_mmap(const struct records *records, const struct event_mmap *event, bool in_flight,
		 struct incident *incident)
{
	*incident = (struct incident){ 0 };
	fill_common(&event->event, incident);
	fill_arguments(event, incident);
	fill_file(&event->file, incident);
	if (!in_flight)
		fill_result(event, incident);
	fill_driver(records, event, incident);
	fill_runs(records, &event->runs, in_flight, false, incident);
	fill_vma(records, &event->vma, is_of_interest(incident), incident);
	if (is_of_interest(incident))
		name_function(records, event->file.operation, incident->operation, sizeof(incident->operation),
			      incident->module, sizeof(incident->module));
	if (in_flight && !incident->stuck_in[0])
		snprintf(incident->stuck_in, sizeof(incident->stuck_in), "%.*s",
			 (int)sizeof(incident->stuck_in) - 1, incident->driver_called ? incident->operation : "mmap");
}

void record_fault(const struct records *records, const struct event_fault *event, bool in_flight,
		  struct incident *incident)
{
	*incident = (struct incident){ 0 };
	fill_common(&event->event, incident);
	fill_file(&event->file, incident);
	fill_vma(records, &event->vma, true, incident);
	if (event->file.operation && !incident->is_regular)
		name_function(records, event->file.operation, incident->operation, sizeof(incident->operation),
			      incident->module, sizeof(incident->module));
	incident->unwatched = records->unwatched;
	incident->faulted = true;
	incident->fault_address = event->address;
	incident->fault_ip = event->ip;
	incident->fault_write = event->flags & FAULT_FLAG_WRITE;
	incident->fault_result = event->result;
	fill_runs(records, &event->runs, in_flight, true, incident);
	if (event->no_page)
		strcpy(incident->stuck_in, "__do_fault");
	else if (in_flight && !incident->stuck_in[0])
		memcpy(incident->stuck_in, incident->fault_operation, sizeof(incident->stuck_in));
}
