// SPDX-License-Identifier: BSD-2-Clause
/* fork() of a process that has all of it mapped and touched, and the child's end. */
#include <errno.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "instructions.h"
#include "work.h"

/* What is in the page tables is what the kernel copies, however it came there. */
static bool suits(const struct subject *subject, size_t size)
{
	return !(subject->flags & MAP_POPULATE) && size == (size_t)1 << 30;
}

static bool begin(struct memory *memory)
{
	memory->mapped = work_map_and_touch(memory);
	return memory->mapped;
}

static void end(struct memory *memory)
{
	munmap(memory->mapped, memory->size);
}

static bool run(struct memory *memory, long long *count)
{
	long long before = instructions();
	pid_t child = fork();

	if (child < 0)
		return memory_fail(memory, "fork", errno);
	if (child == 0)
		_exit(0);
	waitpid(child, NULL, 0);
	*count = instructions() - before;
	return true;
}

const struct work work_fork = { "fork", suits, begin, run, end };
