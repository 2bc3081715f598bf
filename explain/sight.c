// SPDX-License-Identifier: BSD-2-Clause
#include <stdlib.h>

#include "explain/sight.h"

/*
 * More would not be read. What came first is the cause of what came later, as a rule; but of
 * what a process died of, or hangs in, there is place for as many again.
 */
#define MOST_INCIDENTS	256

void sight_put(struct sight *sight)
{
	if (--sight->users == 0)
		free(sight);
}

struct sight *sights_new(struct sights *sights, const struct incident *incident)
{
	struct sight *sight = calloc(1, sizeof(*sight));

	if (sight)
		sight->incident = *incident;
	else
		sights->lost = true;
	return sight;
}

void sights_add(struct sights *sights, struct sight *sight)
{
	if (!sight || sight->listed)
		return;
	if (sights->count == sights->capacity) {
		size_t capacity = sights->capacity ? 2 * sights->capacity : 64;
		struct sight **bigger = realloc(sights->sight, capacity * sizeof(struct sight *));

		if (!bigger) {
			sights->lost = true;
			return;
		}
		sights->sight = bigger;
		sights->capacity = capacity;
	}
	sight->listed = true;
	sight->users++;
	sights->sight[sights->count++] = sight;
}

void sights_add_bad(struct sights *sights, struct sight *sight, enum incident_kind kind)
{
	bool ends = kind == INCIDENT_KILLED || kind == INCIDENT_STUCK;

	if (!sight || sight->listed)
		return;
	if (sights->bad >= MOST_INCIDENTS * (ends ? 2 : 1)) {
		sights->dropped++;
		return;
	}
	sights->bad++;
	sights_add(sights, sight);
}

void sights_clear(struct sights *sights)
{
	while (sights->count)
		sight_put(sights->sight[--sights->count]);
	free(sights->sight);
	sights->sight = NULL;
}
