/* SPDX-License-Identifier: BSD-2-Clause */
/* What the parts of the collector by BPF have in common: collect-bpf.c and bpf-*.c. */
#ifndef MAPS_BPF_STATE_H
#define MAPS_BPF_STATE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "explain/continued.h"
#include "explain/operations.h"
#include "explain/records.h"
#include "explain/stuck.h"
#include "explain/symbols.h"

struct explain;
struct hooks;
struct model;
struct ring_buffer;

/**
 * struct state - the collector
 * @operations: the drivers' functions that are probed
 * @unloads: how many modules had been unloaded when the latest of them was met
 * @pid, @gone: whom we watch, and whether it has ended
 * @continued: whom we let go on that had been stopped for a probe
 * @looked: of how many mappings that were there already all flags were looked for
 * @stuck: what never returns
 * @hopeless: the watch must end, for nobody can let the process go on
 * @blind: where what cannot be seen is said
 */
struct state {
	struct model *model;
	struct explain *skeleton;
	struct hooks *hooks;
	struct ring_buffer *ring;
	struct symbols *symbols;
	struct records records;
	struct operations operations;
	uint32_t unloads;
	struct stuck stuck;
	pid_t pid;
	bool gone;
	struct continued continued;
	unsigned int looked;
	bool hopeless;
	char *blind;
};

#endif /* MAPS_BPF_STATE_H */
