// SPDX-License-Identifier: BSD-2-Clause
/*
 * MAP_ANONYMOUS. There is nothing to be opened: each run allocates it, clears it and
 * frees it.
 */
#include <errno.h>
#include <sys/prctl.h>

#include "memory.h"

static bool anonymous_open(struct memory *memory)
{
	/* It spares a madvise(), which would be counted. */
	if (prctl(PR_SET_THP_DISABLE, !memory->subject->huge, 0, 0, 0) != 0)
		return memory_fail(memory, "PR_SET_THP_DISABLE", errno);
	return true;
}

static void anonymous_close(struct memory *memory)
{
	(void)memory;
	prctl(PR_SET_THP_DISABLE, 0, 0, 0, 0);
}

const struct memory_kind memory_anonymous = { anonymous_open, anonymous_close };
