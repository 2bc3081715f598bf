/* SPDX-License-Identifier: BSD-2-Clause */
/* Where the programs of explain.bpf.c are attached. */
#ifndef MAPS_HOOKS_H
#define MAPS_HOOKS_H

#include <stddef.h>
#include <stdint.h>

struct bpf_object;
struct hooks;

/*
 * Attach them all. What could not be is named in @missing, with commas between, and
 * @unwatched has what that hides, as in incident.unwatched. NULL: not even those that
 * nothing can be seen without.
 */
struct hooks *hooks_attach(struct bpf_object *object, char *missing, size_t size, uint32_t *unwatched);

void hooks_detach(struct hooks *hooks);

#endif /* MAPS_HOOKS_H */
