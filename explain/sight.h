/* SPDX-License-Identifier: BSD-2-Clause */
/* What was seen: a mapping's incident, kept while anything points to it; and the list of those to be told. */
#ifndef MAPS_SIGHT_H
#define MAPS_SIGHT_H

#include <stdbool.h>
#include <stddef.h>

#include "explain/incident.h"

/**
 * struct sight - an incident, or what may become one
 * @users: how many mappings point to it, and whether the model's list does
 * @listed: it is on that list
 * @mapping: the number of the mapping that it is of, of which several things can be told; 0: of none
 */
struct sight {
	unsigned int users;
	bool listed;
	unsigned long mapping;
	struct incident incident;
};

/* The last user's frees it. */
void sight_put(struct sight *sight);

/**
 * struct sights - what is to be told
 * @sight, @count, @capacity: in its order; the list uses each
 * @bad, @dropped: how many of these went wrong, and how many did that there was no place for
 * @lost: something was left out, for lack of memory
 */
struct sights {
	struct sight **sight;
	size_t count;
	size_t capacity;
	size_t bad;
	unsigned long dropped;
	bool lost;
};

/* One that nobody uses yet; NULL: no memory, and @lost says so. */
struct sight *sights_new(struct sights *sights, const struct incident *incident);

/* It is to be told; once, and nothing happens if it is NULL. */
void sights_add(struct sights *sights, struct sight *sight);

/* The same of what went wrong so, unless there are too many already. */
void sights_add_bad(struct sights *sights, struct sight *sight, enum incident_kind kind);

/* The list uses none any more. */
void sights_clear(struct sights *sights);

#endif /* MAPS_SIGHT_H */
