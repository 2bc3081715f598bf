// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#include "explain/mapped-size.h"

/* How long an answer may take, in nanoseconds. */
#define PATIENCE	(200 * 1000 * 1000)

/**
 * struct look - a look at a file, by a thread of its own
 * @size, @seen: what it has found, once that is @done
 * @users: who asks, and the thread; the last one frees it
 */
struct look {
	pid_t pid;
	uint64_t address;
	uint64_t size;
	bool seen;
	sem_t done;
	atomic_int users;
};

static void put(struct look *look)
{
	if (atomic_fetch_sub(&look->users, 1) > 1)
		return;
	sem_destroy(&look->done);
	free(look);
}

/* The range of the VMA that has the address. */
static bool find_range(const struct look *look, uint64_t *start, uint64_t *end)
{
	char name[32], *line = NULL;
	size_t capacity = 0;
	bool found = false;
	FILE *file;

	snprintf(name, sizeof(name), "/proc/%d/maps", look->pid);
	file = fopen(name, "re");
	while (file && !found && getline(&line, &capacity, file) > 0)
		found = sscanf(line, "%" SCNx64 "-%" SCNx64, start, end) == 2 &&
			*start <= look->address && look->address < *end;
	free(line);
	if (file)
		fclose(file);
	return found;
}

static void *find_size(void *argument)
{
	struct look *look = argument;
	struct stat status;
	uint64_t start, end;
	char name[80];

	if (find_range(look, &start, &end)) {
		snprintf(name, sizeof(name), "/proc/%d/map_files/%" PRIx64 "-%" PRIx64, look->pid, start, end);
		look->seen = stat(name, &status) == 0 && S_ISREG(status.st_mode);
		look->size = look->seen ? (uint64_t)status.st_size : 0;
	}
	sem_post(&look->done);
	put(look);
	return NULL;
}

/* Signals are for the other thread. */
static int begin(struct look *look)
{
	sigset_t all, before;
	pthread_t thread;
	int err;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	err = pthread_create(&thread, NULL, find_size, look);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (!err)
		pthread_detach(thread);
	return err;
}

static bool comes_to_end(struct look *look)
{
	struct timespec until;
	int err;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += PATIENCE;
	until.tv_sec += until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
	do {
		err = sem_clockwait(&look->done, CLOCK_MONOTONIC, &until) ? errno : 0;
	} while (err == EINTR);
	return !err;
}

/*
 * By a thread of its own: the kernel takes the mmap_lock of the process for it, which a driver
 * may hold for ever, and asks the file system, whose server may be one that is watched.
 */
void mapped_size_read(pid_t pid, uint64_t address, struct incident *incident)
{
	static bool given_up;
	struct look *look = given_up ? NULL : calloc(1, sizeof(*look));

	if (!look)
		return;
	look->pid = pid;
	look->address = address;
	atomic_init(&look->users, 2);
	sem_init(&look->done, 0, 0);
	if (begin(look)) {
		put(look);
		put(look);
		return;
	}
	if (!comes_to_end(look)) {
		given_up = true;
	} else if (look->seen) {
		incident->size = look->size;
		incident->size_seen = true;
	}
	put(look);
}
