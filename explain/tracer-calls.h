/* SPDX-License-Identifier: BSD-2-Clause */
/* The system calls of a traced thread, and its faults: what the model is told of them. */
#ifndef MAPS_TRACER_CALLS_H
#define MAPS_TRACER_CALLS_H

#include <stdbool.h>
#include <stdint.h>

#include "explain/incident.h"
#include "explain/tracer-state.h"

/* The system call that it is in, or was in last. */
bool thread_is_mmap(const struct thread *thread);

/* Who it is; and that, with all that is known of its mmap. */
void tracer_fill_common(const struct tracer *tracer, const struct thread *thread, struct incident *incident);
void tracer_fill_call(const struct tracer *tracer, const struct thread *thread, struct incident *incident);

/* What was seen of an access to memory at @address, where nothing is known of the instruction but @ip. */
void tracer_take_fault(struct tracer *tracer, const struct thread *thread, uint64_t address, uint64_t ip);

/* It has stopped at the beginning of a system call, or at its end. */
void tracer_take_system_call(struct tracer *tracer, struct thread *thread);

#endif /* MAPS_TRACER_CALLS_H */
