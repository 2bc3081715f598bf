/* SPDX-License-Identifier: BSD-2-Clause */
/* What each record of the programs in the kernel means: whom it is told. */
#ifndef MAPS_BPF_TAKE_H
#define MAPS_BPF_TAKE_H

#include <stddef.h>

/* For the ring buffer: @context is the struct state. Returns 0. */
int bpf_take(void *context, void *data, size_t size);

#endif /* MAPS_BPF_TAKE_H */
