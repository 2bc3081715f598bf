// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "explain/flags.h"
#include "explain/helper.h"
#include "explain/model.h"
#include "explain/process.h"
#include "explain/result.h"
#include "explain/sight.h"

/**
 * struct model - see model.h
 * @page: bytes of a page
 * @all: mappings that are good are listed, too
 * @processes: those that were met and have not ended, the latest first
 * @nobody: takes the place of one that there was no memory for
 * @told: what is to be told
 * @watched: how many mappings there were
 */
struct model {
	uint64_t page;
	bool all;
	struct process *processes;
	struct process nobody;
	struct sights told;
	unsigned long watched;
};

/* --- What it is made of -------------------------------------------------------------------- */

static struct process *process_of(struct model *model, pid_t pid)
{
	struct process *process = model->processes;

	while (process && process->pid != pid)
		process = process->next;
	if (process)
		return process;
	process = calloc(1, sizeof(*process));
	if (!process) {
		model->told.lost = true;
		process_clear(&model->nobody);
		return &model->nobody;
	}
	process->pid = pid;
	process->next = model->processes;
	model->processes = process;
	return process;
}

struct model *model_new(size_t page, bool all)
{
	struct model *model = calloc(1, sizeof(*model));

	if (model) {
		model->page = page;
		model->all = all;
	}
	return model;
}

static void free_process(struct process *process)
{
	process_clear(process);
	free(process->mappings);
}

/* One that has ended: a program can have a great many. */
static void drop_process(struct model *model, const struct process *process)
{
	struct process **link = &model->processes;

	while (*link && *link != process)
		link = &(*link)->next;
	if (!*link)
		return;
	*link = process->next;
	model->told.lost |= process->lost;
	free_process((struct process *)process);
	free((struct process *)process);
}

void model_free(struct model *model)
{
	if (!model)
		return;
	while (model->processes) {
		struct process *process = model->processes;

		model->processes = process->next;
		free_process(process);
		free(process);
	}
	free_process(&model->nobody);
	sights_clear(&model->told);
	free(model);
}

/* --- mmap, and what changes mappings ------------------------------------------------------- */

static bool is_file(const struct incident *call)
{
	return call->path[0] || call->is_device || call->is_regular || !(call->flags & MAP_ANONYMOUS);
}

static bool swallowed(const struct incident *call)
{
	for (unsigned int i = 0; i < call->runs; i++)
		if (!call->run[i].in_fault && helper_failed(&call->run[i]))
			return true;
	return false;
}

/* Programs try again, and the same answer is not worth a second report. */
static bool is_again(struct incident *old, const struct incident *new)
{
	if (old->kind != new->kind || old->pid != new->pid || old->result != new->result ||
	    old->length != new->length || old->offset != new->offset || old->flags != new->flags ||
	    old->protection != new->protection || strcmp(old->path, new->path) != 0 ||
	    strcmp(old->not_opened, new->not_opened) != 0)
		return false;
	old->times += old->times ? 1 : 2;
	return true;
}

/* A descriptor that is none may be what an open() gave that failed. */
static void blame_open(const struct process *process, struct incident *call)
{
	if (call->result != -EBADF || call->fd >= 0 || call->path[0] || !process->not_opened[0])
		return;
	memcpy(call->not_opened, process->not_opened, sizeof(call->not_opened));
	call->open_result = process->open_error;
}

static void refused(struct model *model, const struct incident *call)
{
	struct incident incident = *call;
	struct sight *sight;

	incident.kind = INCIDENT_REFUSED;
	blame_open(process_of(model, call->pid), &incident);
	for (size_t i = model->told.count; i--;)
		if (model->told.sight[i]->incident.kind == INCIDENT_REFUSED &&
		    is_again(&model->told.sight[i]->incident, &incident))
			return;
	sight = sights_new(&model->told, &incident);
	sights_add_bad(&model->told, sight, INCIDENT_REFUSED);
	if (sight && !sight->users)
		free(sight);
}

/* The kernel maps whole pages. */
static uint64_t end_of(const struct model *model, uint64_t start, uint64_t length)
{
	return start + (length + model->page - 1) / model->page * model->page;
}

void model_mmap(struct model *model, const struct incident *call)
{
	struct process *process = process_of(model, call->pid);
	uint64_t start = (uint64_t)call->result, end = end_of(model, start, call->length);
	struct sight *sight;

	if (result_is_error(call->result)) {
		if (is_file(call))
			refused(model, call);
		return;
	}
	process_unmap(process, start, end);
	process_forget(process, start, end);
	if (!is_file(call))
		return;
	model->watched++;
	sight = sights_new(&model->told, call);
	if (!sight)
		return;
	sight->users++;
	sight->mapping = model->watched;
	sight->incident.kind = swallowed(call) ? INCIDENT_SWALLOWED : INCIDENT_GOOD;
	if (sight->incident.kind == INCIDENT_SWALLOWED)
		sights_add_bad(&model->told, sight, INCIDENT_SWALLOWED);
	else if (model->all)
		sights_add(&model->told, sight);
	process_map(process, &(struct mapping){ start, end, start, sight, sight->incident.vma_flags });
	sight_put(sight);
}

void model_existing(struct model *model, const struct incident *mapping)
{
	struct sight *sight = sights_new(&model->told, mapping);

	if (!sight)
		return;
	model->watched++;
	sight->users++;
	sight->mapping = model->watched;
	sight->incident.kind = INCIDENT_GOOD;
	if (model->all)
		sights_add(&model->told, sight);
	process_map(process_of(model, mapping->pid), &(struct mapping){
		mapping->vma_start, mapping->vma_end, mapping->vma_start, sight, mapping->vma_flags });
	sight_put(sight);
}

void model_unmap(struct model *model, pid_t pid, uint64_t start, uint64_t length)
{
	process_unmap(process_of(model, pid), start, end_of(model, start, length));
}

void model_move(struct model *model, pid_t pid, uint64_t start, uint64_t length, uint64_t to, uint64_t new_length)
{
	struct process *process = process_of(model, pid);
	const struct mapping *found = process_find(process, start);
	struct mapping moved = found ? *found : (struct mapping){ 0 };

	if (moved.sight)
		moved.sight->users++;
	process_unmap(process, start, end_of(model, start, length));
	process_unmap(process, to, end_of(model, to, new_length));
	if (to != start)
		process_forget(process, to, end_of(model, to, new_length));
	if (!moved.sight)
		return;
	moved.start = to;
	moved.end = end_of(model, to, new_length);
	moved.first += to - start;
	process_map(process, &moved);
	sight_put(moved.sight);
}

void model_protect(struct model *model, pid_t pid, uint64_t start, uint64_t length, uint64_t protection)
{
	process_protect(process_of(model, pid), start, end_of(model, start, length), protection);
}

void model_fork(struct model *model, pid_t parent, pid_t child)
{
	process_fork(process_of(model, parent), process_of(model, child));
}

void model_exec(struct model *model, pid_t pid)
{
	process_clear(process_of(model, pid));
}

static bool is_of_device(const char *path)
{
	return strncmp(path, "/dev/", 5) == 0;
}

/* Programs look for files that need not be there, as of locales: a device is more likely to be meant. */
void model_open_failed(struct model *model, pid_t pid, const char *path, int error)
{
	struct process *process = process_of(model, pid);

	if (is_of_device(process->not_opened) && !is_of_device(path))
		return;
	strncpy(process->not_opened, path, sizeof(process->not_opened) - 1);
	process->open_error = -error;
}

/* --- What goes wrong later ------------------------------------------------------------------- */

/* Whether it was told of the same mapping that it went wrong so, for that process: forked ones have it as well. */
static bool is_told(const struct model *model, const struct sight *sight, enum incident_kind kind, pid_t pid)
{
	for (size_t i = 0; i < model->told.count; i++) {
		const struct sight *other = model->told.sight[i];

		if (other->mapping == sight->mapping && other->incident.kind == kind && other->incident.pid == pid)
			return true;
	}
	return false;
}

/* A new one of the same mapping, where something else was told of that already; NULL: there is no place for it. */
static struct sight *another(struct model *model, const struct sight *sight, enum incident_kind kind)
{
	struct sight *new = sights_new(&model->told, &sight->incident);
	bool listed;

	if (!new)
		return NULL;
	incident_forget_access(&new->incident);
	new->mapping = sight->mapping;
	new->users++;
	sights_add_bad(&model->told, new, kind);
	listed = new->listed;
	sight_put(new);
	return listed ? new : NULL;
}

/*
 * The incident that @address of @process belongs to, for the worse: that of the
 * mapping, or, if something else was told of that one already, a new one like it. Its range
 * and its flags are those that are there now. NULL: it is not to be told.
 */
static struct incident *worsen(struct model *model, const struct process *process, uint64_t address,
			       enum incident_kind kind, pid_t pid)
{
	struct mapping *mapping = process_find(process, address);
	struct sight *sight = mapping ? mapping->sight : NULL;

	if (!sight || is_told(model, sight, kind, pid))
		return NULL;
	if (sight->incident.kind == INCIDENT_GOOD || sight->incident.kind == INCIDENT_SWALLOWED)
		sights_add_bad(&model->told, sight, kind);
	else
		sight = another(model, sight, kind);
	if (!sight || !sight->listed)
		return NULL;
	sight->incident.kind = kind;
	sight->incident.pid = pid;
	sight->incident.first = mapping->first;
	sight->incident.vma_start = mapping->start;
	sight->incident.vma_end = mapping->end;
	sight->incident.vma_flags = mapping->flags;
	return &sight->incident;
}

/* An incident of a mapping that nothing is known of but what @fault tells. */
static struct incident *unknown(struct model *model, const struct incident *fault, enum incident_kind kind)
{
	struct sight *sight = sights_new(&model->told, fault);
	struct incident *incident;

	if (!sight)
		return NULL;
	sight->users++;
	sight->incident.kind = kind;
	sights_add_bad(&model->told, sight, kind);
	incident = sight->listed ? &sight->incident : NULL;
	sight_put(sight);
	return incident;
}

void model_fault(struct model *model, const struct incident *fault)
{
	struct process *process = process_of(model, fault->pid);

	process->fault = *fault;
	process->fault.faulted = true;
}

void model_signal(struct model *model, const struct incident *signal)
{
	process_of(model, signal->pid)->signal = *signal;
}

void model_oops(struct model *model, pid_t pid)
{
	process_of(model, pid)->oops = true;
}

/* Whether the fault is the one that the signal came of: the kernel tells of a fault which page it was at. */
static bool is_of_signal(const struct model *model, const struct process *process)
{
	return process->fault.faulted &&
	       process->fault.fault_address / model->page == process->signal.signal_address / model->page;
}

/* The signal came of an access to a file's mapping, and the process died of it, or caught it. */
static void killed(struct model *model, struct process *process, pid_t pid, bool died)
{
	const struct incident *signal = &process->signal;
	struct incident *incident = worsen(model, process, signal->signal_address, INCIDENT_KILLED, pid);
	bool matches = is_of_signal(model, process);

	if (!incident && !process_find(process, signal->signal_address) && matches && process->fault.path[0])
		incident = unknown(model, &process->fault, INCIDENT_KILLED);
	if (!incident)
		return;
	incident->pid = pid;
	incident->tid = signal->tid;
	incident->signal = signal->signal;
	incident->signal_code = signal->signal_code;
	incident->signal_address = signal->signal_address;
	incident->fault_ip = signal->fault_ip;
	incident->fault_write = signal->fault_write;
	incident->died = died;
	incident_add_size(incident, signal);
	if (matches)
		incident_add_fault(incident, &process->fault);
}

/* The kernel failed while it handled an access, and nothing says to what: the newest device. */
static void failed(struct model *model, struct process *process, pid_t pid, int signal)
{
	struct mapping *mapping = NULL;
	struct incident *incident;

	for (size_t i = 0; i < process->count; i++)
		if (process->mappings[i].sight->incident.is_device)
			mapping = &process->mappings[i];
	/* Where it failed may be known by now, as what is never left. */
	if (!mapping || is_told(model, mapping->sight, INCIDENT_STUCK, pid))
		return;
	incident = worsen(model, process, mapping->start, INCIDENT_KILLED, pid);
	if (!incident)
		return;
	incident->signal = signal;
	incident->died = true;
	incident->oops = true;
}

/* As runtimes of languages do, and who reports crashes: they catch the signal, print, and exit() or abort(). */
static bool gave_up(int status)
{
	return WIFEXITED(status) ? WEXITSTATUS(status) != 0 : WTERMSIG(status) == SIGABRT;
}

void model_exit(struct model *model, pid_t pid, int status)
{
	struct process *process = process_of(model, pid);
	bool died = WIFSIGNALED(status) && WTERMSIG(status) == process->signal.signal;

	if (died || (process->signal.signal && gave_up(status)))
		killed(model, process, pid, died);
	else if (WIFSIGNALED(status) && process->oops)
		failed(model, process, pid, WTERMSIG(status));
	drop_process(model, process);
}

void model_efault(struct model *model, pid_t owner, const struct incident *efault)
{
	struct process *process = process_of(model, owner);
	struct incident *incident = worsen(model, process, efault->argument, INCIDENT_EFAULT, efault->pid);

	if (!incident)
		return;
	incident->tid = efault->tid;
	incident->system_call = efault->system_call;
	incident->system_call_result = efault->system_call_result;
	incident->argument = efault->argument;
	incident_add_size(incident, efault);
	if (process->fault.faulted &&
	    process_find(process, process->fault.fault_address) == process_find(process, efault->argument))
		incident_add_fault(incident, &process->fault);
}

void model_stuck(struct model *model, const struct incident *stuck)
{
	struct process *process = process_of(model, stuck->pid);
	struct incident *incident;

	if (stuck->called) {
		unknown(model, stuck, INCIDENT_STUCK);
		return;
	}
	incident = worsen(model, process, stuck->fault_address, INCIDENT_STUCK, stuck->pid);
	if (!incident && !process_find(process, stuck->fault_address) && stuck->path[0])
		incident = unknown(model, stuck, INCIDENT_STUCK);
	if (!incident)
		return;
	incident->tid = stuck->tid;
	incident->faulted = false;
	incident_add_fault(incident, stuck);
	memcpy(incident->stuck_in, stuck->stuck_in, sizeof(incident->stuck_in));
}

/* --- What comes of it -------------------------------------------------------------------------- */

const struct incident *model_mapping(const struct model *model, pid_t pid, uint64_t address)
{
	const struct process *process = model->processes;
	const struct mapping *mapping;

	while (process && process->pid != pid)
		process = process->next;
	mapping = process ? process_find(process, address) : NULL;
	return mapping ? &mapping->sight->incident : NULL;
}

bool model_maps_file(const struct model *model, pid_t pid, uint64_t address)
{
	const struct incident *mapping = model_mapping(model, pid, address);

	return mapping && mapping->is_regular;
}

size_t model_count(const struct model *model)
{
	return model->told.count;
}

const struct incident *model_incident(const struct model *model, size_t i)
{
	return &model->told.sight[i]->incident;
}

unsigned long model_watched(const struct model *model)
{
	return model->watched;
}

unsigned long model_dropped(const struct model *model)
{
	return model->told.dropped;
}

bool model_lost(const struct model *model)
{
	bool lost = model->told.lost;

	for (const struct process *process = model->processes; process; process = process->next)
		lost |= process->lost;
	return lost;
}
