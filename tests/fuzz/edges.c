// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "edges.h"

/* A step: the place it is from, above, and the one it leads to, which is never 0. */
static uint64_t edge_of(uint64_t from, uint64_t to)
{
	return from << 32 | (uint32_t)to;
}

void edges_clear(struct edges *edges)
{
	if (edges->room)
		memset(edges->slots, 0, edges->room * sizeof(edges->slots[0]));
	edges->count = 0;
}

/* Where it is, or would be. */
static uint64_t *edges_find(const struct edges *edges, uint64_t edge)
{
	size_t i = (edge * 0x9e3779b97f4a7c15) >> 20 & (edges->room - 1);

	while (edges->slots[i] && edges->slots[i] != edge)
		i = (i + 1) & (edges->room - 1);
	return &edges->slots[i];
}

bool edges_has(const struct edges *edges, uint64_t edge)
{
	return edges->room && *edges_find(edges, edge) == edge;
}

static void edges_grow(struct edges *edges)
{
	struct edges larger = { .room = edges->room ? edges->room * 2 : 1024 };
	size_t i;

	larger.slots = calloc(larger.room, sizeof(larger.slots[0]));
	if (!larger.slots) {
		perror("fuzz: the steps seen");
		exit(1);
	}
	for (i = 0; i < edges->room; i++)
		if (edges->slots[i])
			*edges_find(&larger, edges->slots[i]) = edges->slots[i];
	larger.count = edges->count;
	free(edges->slots);
	*edges = larger;
}

bool edges_add(struct edges *edges, uint64_t edge)
{
	uint64_t *slot;

	if (edges->count * 2 >= edges->room)
		edges_grow(edges);
	slot = edges_find(edges, edge);
	if (*slot)
		return false;
	*slot = edge;
	edges->count++;
	return true;
}

void edges_add_cover(struct edges *edges, const struct cover *cover, uint64_t base)
{
	uint64_t count = cover->words ? cover->words[0] : 0;
	uint64_t from = 0, i;

	for (i = 1; i <= count && i < cover->room; i++) {
		uint64_t place = cover->words[i] ? cover->words[i] - base : 0;

		if (place)
			edges_add(edges, edge_of(from, place));
		from = place;	/* 0: a call begins */
	}
}

/* Those of @from of which it is @wanted whether @known has them. */
static void edges_filter(struct edges *edges, const struct edges *from, const struct edges *known, bool wanted)
{
	size_t i;

	edges_clear(edges);
	for (i = 0; i < from->room; i++)
		if (from->slots[i] && edges_has(known, from->slots[i]) == wanted)
			edges_add(edges, from->slots[i]);
}

void edges_new(struct edges *edges, const struct edges *from, const struct edges *known)
{
	edges_filter(edges, from, known, false);
}

void edges_common(struct edges *edges, const struct edges *from, const struct edges *known)
{
	edges_filter(edges, from, known, true);
}

void edges_add_all(struct edges *edges, const struct edges *from)
{
	size_t i;

	for (i = 0; i < from->room; i++)
		if (from->slots[i])
			edges_add(edges, from->slots[i]);
}

bool edges_include(const struct edges *edges, const struct edges *wanted)
{
	size_t i;

	for (i = 0; i < wanted->room; i++)
		if (wanted->slots[i] && !edges_has(edges, wanted->slots[i]))
			return false;
	return true;
}

size_t edges_places(const struct edges *edges)
{
	struct edges places = {};
	size_t i;

	for (i = 0; i < edges->room; i++)
		if (edges->slots[i])
			edges_add(&places, edge_of(0, edges->slots[i]));
	i = places.count;
	free(places.slots);
	return i;
}
