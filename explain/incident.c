// SPDX-License-Identifier: BSD-2-Clause
#include <string.h>

#include "explain/incident.h"
#include "explain/runs.h"

void incident_forget_access(struct incident *incident)
{
	unsigned int kept = 0;

	for (unsigned int i = 0; i < incident->runs; i++)
		if (!incident->run[i].in_fault)
			incident->run[kept++] = incident->run[i];
	incident->runs = kept;
	incident->more_runs -= incident->more_in_fault;
	incident->more_in_fault = 0;
	if (incident->size_seen)
		incident->size = incident->mapped_size;
	incident->faulted = incident->fault_write = incident->died = incident->oops = incident->size_seen = false;
	incident->fault_address = incident->fault_ip = incident->signal_address = incident->argument = 0;
	incident->fault_result = incident->fault_count = incident->times = 0;
	incident->signal = incident->signal_code = 0;
	incident->system_call = incident->system_call_result = 0;
	incident->system_call_name[0] = incident->stuck_in[0] = '\0';
}

static void add_runs(struct incident *incident, const struct incident *fault)
{
	incident->more_runs += fault->more_runs;
	incident->more_in_fault += fault->more_runs;
	for (unsigned int i = 0; i < fault->runs; i++) {
		struct helper_run run = fault->run[i];

		run.in_fault = true;
		runs_add(incident, &run);
	}
}

void incident_add_fault(struct incident *incident, const struct incident *fault)
{
	if (incident->faulted)
		return;
	incident->faulted = fault->faulted;
	incident->fault_address = fault->fault_address;
	incident->fault_ip = fault->fault_ip;
	incident->fault_write = fault->fault_write;
	incident->fault_result = fault->fault_result;
	incident->fault_count = fault->fault_count;
	if (fault->vma_end) {
		incident->vma_start = fault->vma_start;
		incident->vma_end = fault->vma_end;
		incident->vma_flags = fault->vma_flags;
	}
	if (fault->fault_operation[0]) {
		memcpy(incident->fault_operation, fault->fault_operation, sizeof(incident->fault_operation));
		incident->operations_known = true;
	}
	add_runs(incident, fault);
}

void incident_add_size(struct incident *incident, const struct incident *seen)
{
	if (!incident->is_regular || !seen->size_seen)
		return;
	if (!incident->size_seen)
		incident->mapped_size = incident->size;
	incident->size = seen->size;
	incident->size_seen = true;
}
