/* SPDX-License-Identifier: BSD-2-Clause */
/* The programs for the kernel, and what they send by. */
#ifndef MAPS_BPF_LOAD_H
#define MAPS_BPF_LOAD_H

#include <stdbool.h>

#include "explain/bpf-state.h"
#include "explain/collect.h"

/* Load them, so that they can be attached. False: it cannot be done here, for the reason @why. */
bool bpf_load(struct state *state, char why[COLLECT_TEXT]);

#endif /* MAPS_BPF_LOAD_H */
