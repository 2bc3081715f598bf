// SPDX-License-Identifier: BSD-2-Clause
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "explain/parallel.h"

#define MOST_THREADS	16

struct job {
	atomic_size_t next;
	size_t count;
	void (*work)(void *context, size_t i);
	void *context;
};

static void *help(void *argument)
{
	struct job *job = argument;
	size_t i;

	while ((i = atomic_fetch_add(&job->next, 1)) < job->count)
		job->work(job->context, i);
	return NULL;
}

void parallel(size_t count, void (*work)(void *context, size_t i), void *context)
{
	struct job job = { .count = count, .work = work, .context = context };
	pthread_t threads[MOST_THREADS];
	sigset_t all, old;
	size_t started = 0;

	/* Signals are for the main thread. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	while (started < MOST_THREADS && started + 1 < count &&
	       pthread_create(&threads[started], NULL, help, &job) == 0)
		started++;
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	help(&job);
	while (started)
		pthread_join(threads[--started], NULL);
}
