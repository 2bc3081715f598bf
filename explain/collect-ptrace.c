// SPDX-License-Identifier: BSD-2-Clause
/* By ptrace alone: needs no right but that to trace the process. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "explain/collect.h"
#include "explain/tracer.h"

static void *open_state(struct model *model, char why[COLLECT_TEXT], char blind[COLLECT_TEXT])
{
	struct tracer *tracer = tracer_new(model, "ptrace", NULL);

	if (!tracer)
		snprintf(why, COLLECT_TEXT, "%s", strerror(ENOMEM));
	snprintf(blind, COLLECT_TEXT, "what happens inside the kernel: the driver's answer, the helpers it calls, and what the "
				      "fault handler returns");
	return tracer;
}

static int run(void *state, struct subject *subject)
{
	return tracer_run(state, subject);
}

static void close_state(void *state)
{
	tracer_free(state);
}

const struct collector collector_ptrace = {
	.name = "ptrace",
	.open = open_state,
	.run = run,
	.close = close_state,
};
