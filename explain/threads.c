// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include <stdlib.h>

#include "explain/threads.h"

pid_t thread_process(pid_t tid)
{
	char name[32], line[128];
	pid_t process = tid;
	FILE *file;

	snprintf(name, sizeof(name), "/proc/%d/status", tid);
	file = fopen(name, "re");
	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "Tgid: %d", &process) == 1)
			break;
	if (file)
		fclose(file);
	return process;
}

struct thread *threads_get(struct threads *threads, pid_t tid)
{
	struct thread *thread = threads->first;

	while (thread && thread->tid != tid)
		thread = thread->next;
	if (thread)
		return thread;
	thread = calloc(1, sizeof(*thread));
	if (!thread) {
		threads->nobody = (struct thread){ .tid = tid, .process = thread_process(tid) };
		return &threads->nobody;
	}
	thread->tid = tid;
	thread->process = thread_process(tid);
	thread->next = threads->first;
	threads->first = thread;
	return thread;
}

void threads_forget(struct threads *threads, pid_t tid)
{
	struct thread **place = &threads->first, *thread;

	while (*place && (*place)->tid != tid)
		place = &(*place)->next;
	thread = *place;
	if (thread)
		*place = thread->next;
	free(thread);
}

void threads_forget_all(struct threads *threads)
{
	while (threads->first)
		threads_forget(threads, threads->first->tid);
}

bool threads_is_alone(const struct threads *threads, const struct thread *thread)
{
	for (const struct thread *other = threads->first; other; other = other->next)
		if (other != thread && other->process == thread->process)
			return false;
	return true;
}
