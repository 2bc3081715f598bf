// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>

#include "explain/call32.h"
#include "explain/thread-state.h"

/* Of the thread alone: the file of the same name below /proc/TID is of the whole process. */
static FILE *open_of(pid_t tid, const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/task/%d/%s", tid, tid, name);
	return fopen(path, "re");
}

/* The letter of its state, and its times; the name before them may have any byte in it. Returns 0 where it is gone. */
static char read_stat(pid_t tid, struct thread_state *state)
{
	char line[512] = "", letter = 0, *behind;
	FILE *file = open_of(tid, "stat");

	if (!file)
		return errno == ENOENT || errno == ESRCH ? 0 : '?';
	if (!fgets(line, sizeof(line), file))
		line[0] = '\0';
	fclose(file);
	behind = strrchr(line, ')');
	if (!behind || sscanf(behind + 1, " %c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %" SCNu64 " %" SCNu64, &letter,
			      &state->user, &state->system) != 3)
		return 0;
	return letter;
}

/* What it waits in: "-1 ..." is no system call, and of one that runs it says "running". */
static enum thread_place read_call(pid_t tid, long *call)
{
	FILE *file = open_of(tid, "syscall");
	char word[32] = "";
	int count = 0;

	if (!file)
		return errno == ENOENT || errno == ESRCH ? THREAD_GONE : THREAD_UNKNOWN;
	count = fscanf(file, "%31s", word);
	fclose(file);
	if (count == 1 && strcmp(word, "running") == 0)
		return THREAD_RUNS;
	if (count != 1 || sscanf(word, "%ld", call) != 1)
		return THREAD_UNKNOWN;
	return *call < 0 ? THREAD_IN_FAULT : THREAD_IN_CALL;
}

void thread_state_read(pid_t tid, struct thread_state *state)
{
	*state = (struct thread_state){ .tid = tid };
	switch (read_stat(tid, state)) {
	case 0:
	case 'Z':
	case 'X':
		state->place = THREAD_GONE;
		break;
	case 'T':
	case 't':
		state->place = THREAD_STOPPED;
		break;
	case 'R':
		state->place = THREAD_RUNS;
		break;
	default:
		state->place = read_call(tid, &state->call);
	}
}

/* mmap, and as 32-bit programs have it: mmap2. */
static bool is_mmap(long number)
{
	return number == SYS_mmap || number == CALL32_MMAP2;
}

/*
 * Ticks are samples: of one that runs seldom, as it shares processors with many, a single one
 * says nothing.
 */
#define TICKS	10

static bool runs_in_kernel(const struct thread_state *before, const struct thread_state *now)
{
	uint64_t system = now->system - before->system;

	return before->tid == now->tid && system >= TICKS && system > now->user - before->user;
}

bool thread_is_elsewhere(const struct thread_state *before, const struct thread_state *now, bool in_mmap)
{
	switch (now->place) {
	case THREAD_GONE:
	case THREAD_STOPPED:
		return true;
	case THREAD_RUNS:
		return !runs_in_kernel(before, now);
	case THREAD_IN_CALL:
		/* A system call, too, can meet a fault. */
		return in_mmap && !is_mmap(now->call);
	case THREAD_IN_FAULT:
		return in_mmap;
	case THREAD_UNKNOWN:
		break;
	}
	return false;
}
