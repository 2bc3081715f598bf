/* SPDX-License-Identifier: BSD-2-Clause */
/* What traced threads have entered in the kernel, and never left. */
#ifndef MAPS_TRACER_STUCK_H
#define MAPS_TRACER_STUCK_H

#include "explain/incident.h"
#include "explain/tracer-state.h"

/*
 * Something is in flight, and will not come back: the mmap that the thread is in, or else a
 * fault. @fault is what was seen of one; such an mmap may be in one, too, if it is in no helper.
 */
void tracer_take_stuck(struct tracer *tracer, const struct thread *thread, const struct incident *fault);

/* Look for what is in flight for longer than @seconds; once a second is enough. */
void tracer_find_stuck(struct tracer *tracer, int seconds);

#endif /* MAPS_TRACER_STUCK_H */
