/* SPDX-License-Identifier: BSD-2-Clause */
/* The report of a run of maps explain; story-person.c and story-json.c have one each. */
#ifndef MAPS_STORY_H
#define MAPS_STORY_H

#include <stdint.h>
#include <stdio.h>

struct explanation;
struct incident;

/**
 * struct watch - how a run went
 * @watched: how many mappings of files and devices were watched
 * @dropped: how often something went wrong that is not told, as it would be too much
 * @source: the collector: "bpf", "tracefs" or "ptrace"
 * @blind: what it could not see, as a sentence; empty: nothing
 */
struct watch {
	uint64_t watched;
	uint64_t dropped;
	const char *source;
	const char *blind;
};

/**
 * struct story - one form of the report
 * @begin: before the first incident
 * @incident: one, with what explain() made of it
 * @end: after the last one
 */
struct story {
	void (*begin)(FILE *out);
	void (*incident)(FILE *out, const struct incident *incident, const struct explanation *explanation);
	void (*end)(FILE *out, const struct watch *watch);
};

extern const struct story story_person;
extern const struct story story_json;

#endif /* MAPS_STORY_H */
