// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "explain/patience.h"

#define SECOND	1000000000

/**
 * struct question - what a thread of its own does
 * @find: it, with @data
 * @done: it has come to an end
 * @users: who asks, and the thread; the last one frees it
 */
struct question {
	void (*find)(void *data);
	sem_t done;
	atomic_int users;
	_Alignas(max_align_t) char data[];
};

static void put(struct question *question)
{
	if (atomic_fetch_sub(&question->users, 1) > 1)
		return;
	sem_destroy(&question->done);
	free(question);
}

static void *answer(void *argument)
{
	struct question *question = argument;

	question->find(question->data);
	sem_post(&question->done);
	put(question);
	return NULL;
}

/* Signals are for the other thread. */
static bool begin(struct question *question)
{
	sigset_t all, before;
	pthread_t thread;
	int err;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	err = pthread_create(&thread, NULL, answer, question);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (!err)
		pthread_detach(thread);
	return !err;
}

static bool comes_to_end(struct question *question, unsigned int milliseconds)
{
	struct timespec until;
	int err;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += milliseconds / 1000;
	until.tv_nsec += (long)(milliseconds % 1000) * (SECOND / 1000);
	until.tv_sec += until.tv_nsec / SECOND;
	until.tv_nsec %= SECOND;
	do {
		err = sem_clockwait(&question->done, CLOCK_MONOTONIC, &until) ? errno : 0;
	} while (err == EINTR);
	return !err;
}

bool patience_ask(struct patience *patience, void (*find)(void *data), void *data, size_t size)
{
	struct question *question = patience->lost ? NULL : calloc(1, sizeof(*question) + size);
	bool answered;

	if (!question)
		return false;
	question->find = find;
	memcpy(question->data, data, size);
	atomic_init(&question->users, 2);
	sem_init(&question->done, 0, 0);
	if (!begin(question)) {
		put(question);
		put(question);
		return false;
	}
	answered = comes_to_end(question, patience->milliseconds);
	if (answered)
		memcpy(data, question->data, size);
	patience->lost = !answered;
	put(question);
	return answered;
}
