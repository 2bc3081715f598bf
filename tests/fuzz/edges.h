/* SPDX-License-Identifier: BSD-2-Clause */
/* Steps from one place of the driver's code to the next: a set of them. */
#ifndef FUZZ_EDGES_H
#define FUZZ_EDGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cover.h"

/**
 * struct edges - a set
 * @slots: a hash table; 0 is none
 * @room: its size, a power of two
 * @count: how many there are
 */
struct edges {
	uint64_t *slots;
	size_t room;
	size_t count;
};

void edges_clear(struct edges *edges);
bool edges_has(const struct edges *edges, uint64_t edge);
/* Returns whether it is new. */
bool edges_add(struct edges *edges, uint64_t edge);

/* Add the steps of a record; @base is where the driver's code begins. */
void edges_add_cover(struct edges *edges, const struct cover *cover, uint64_t base);

/* Those of @from that are not in @known, or, for edges_common(), that are. */
void edges_new(struct edges *edges, const struct edges *from, const struct edges *known);
void edges_common(struct edges *edges, const struct edges *from, const struct edges *known);
void edges_add_all(struct edges *edges, const struct edges *from);

/* Whether all of @wanted are in @edges. */
bool edges_include(const struct edges *edges, const struct edges *wanted);

/* How many places these steps lead to. */
size_t edges_places(const struct edges *edges);

#endif /* FUZZ_EDGES_H */
