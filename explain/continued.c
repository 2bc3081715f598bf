// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <unistd.h>

#include <bpf/libbpf.h>

#include "explain/clock.h"
#include "explain/continued.h"
#include "explain/family.h"

int continued_add(struct continued *continued, pid_t pid)
{
	int err = kill(pid, SIGCONT) < 0 && errno != ESRCH ? -errno : 0;
	unsigned int place = continued->next++ % CONTINUED;

	continued->latest[place].pid = pid;
	continued->latest[place].at = clock_now();
	continued->stops++;
	return err;
}

/* Who is stopped for a probe has told of it before: was that just now? */
static bool stops_anew(struct continued *continued)
{
	unsigned long before = continued->stops;

	ring_buffer__consume(continued->ring);
	return continued->stops != before;
}

/*
 * Some who wait for a child, as su and sudo do, stop themselves when it is stopped, and
 * it was us who stopped it. In a moment they have; and so has the child, whose SIGSTOP
 * may come behind our SIGCONT, where probes run with interrupts off. But it may have met
 * another driver meanwhile, and then is not to go on before that one is probed.
 */
static void continue_again(struct continued *continued, pid_t pid)
{
	bool stopped;

	while (pid > 1 && pid != getpid()) {
		pid_t parent = family_parent(pid, &stopped);

		if (stopped && stops_anew(continued))
			return;
		if (stopped)
			kill(pid, SIGCONT);
		pid = parent;
	}
}

/* Who is gone was waited for, by a parent that is not stopped. */
static bool is_there(pid_t pid)
{
	return kill(pid, 0) == 0 || errno == EPERM;
}

bool continued_late(struct continued *continued)
{
	bool some = false;

	for (size_t i = 0; i < CONTINUED; i++) {
		pid_t pid = continued->latest[i].pid;

		if (!pid || clock_is_old(continued->latest[i].at, 1) || !is_there(pid))
			continue;
		some = true;
		continue_again(continued, pid);
	}
	return some;
}
