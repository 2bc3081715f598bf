/* SPDX-License-Identifier: BSD-2-Clause */
/* The threads that are traced, and the system call that each of them is in. */
#ifndef MAPS_THREADS_H
#define MAPS_THREADS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

/**
 * struct thread - a thread that is traced
 * @process: the process it is of
 * @inside: it is in the system call @call
 * @compat: that is one of a 32-bit program
 * @since, @entered: when it entered, and as the how manieth of all
 * @asked: it was asked to stop, to see whether it can
 */
struct thread {
	pid_t tid;
	pid_t process;
	bool inside;
	bool compat;
	uint64_t call;
	uint64_t argument[6];
	time_t since;
	uint64_t entered;
	bool asked;
	struct thread *next;
};

/**
 * struct threads - all that are traced
 * @first: the list of them, the latest first
 * @nobody: takes the place of one that there was no memory for
 */
struct threads {
	struct thread *first;
	struct thread nobody;
};

/* The thread @tid; a new one, where it was not known. Never NULL. */
struct thread *threads_get(struct threads *threads, pid_t tid);
void threads_forget(struct threads *threads, pid_t tid);
void threads_forget_all(struct threads *threads);

/* No other thread of its process is traced. */
bool threads_is_alone(const struct threads *threads, const struct thread *thread);

/* The process that a thread is of; the thread itself, where it is gone. */
pid_t thread_process(pid_t tid);

#endif /* MAPS_THREADS_H */
