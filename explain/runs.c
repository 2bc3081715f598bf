// SPDX-License-Identifier: BSD-2-Clause
#include <stdbool.h>
#include <stddef.h>

#include "explain/runs.h"

static bool continues(const struct helper_run *run, const struct helper_run *next)
{
	return run->returned && next->returned && run->in_fault == next->in_fault && run->helper == next->helper &&
	       run->caller == next->caller && run->result == next->result && run->end == next->first;
}

static void extend(struct helper_run *run, const struct helper_run *next)
{
	run->count += next->count;
	run->end = next->end;
	if (run->size != next->size)
		run->size = 0;
}

static bool is_worth_more(const struct helper_run *run)
{
	return run->result || !run->returned || run->in_fault;
}

void runs_add(struct incident *incident, const struct helper_run *run)
{
	struct helper_run *last = incident->runs ? &incident->run[incident->runs - 1] : NULL;
	bool full = incident->runs == INCIDENT_RUNS;

	if (last && continues(last, run) && (last->size == run->size || (full && !run->result))) {
		extend(last, run);
	} else if (!full) {
		incident->run[incident->runs++] = *run;
	} else if (is_worth_more(run)) {
		incident->more_runs += last->count;
		*last = *run;
	} else {
		incident->more_runs += run->count;
	}
}
