/* SPDX-License-Identifier: BSD-2-Clause */
/* The helpers that a driver called: those that follow each other are one run; see struct helper_run. */
#ifndef MAPS_RUNS_H
#define MAPS_RUNS_H

#include "explain/incident.h"

/*
 * Add calls to those of @incident. Where there is no place any more, what went wrong, or was
 * called in a fault, takes the last one, and @more_runs counts what is left out; what is good
 * is still added to a run that it continues, whatever its size. runs.bpf.h does the same.
 */
void runs_add(struct incident *incident, const struct helper_run *run);

#endif /* MAPS_RUNS_H */
