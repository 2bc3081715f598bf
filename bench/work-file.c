// SPDX-License-Identifier: BSD-2-Clause
/* read() and write() of all of it, 64 KiB at a time. */
#include <errno.h>
#include <sys/types.h>
#include <unistd.h>

#include "instructions.h"
#include "work.h"

/* It is not empty, so its pages are there before it is used. */
static char buffer[64 << 10] = { 1 };

/* The mapper has no part in it, so there is one subject for each backing. */
static bool suits(const struct subject *subject, size_t size)
{
	return subject->files && size <= (size_t)64 << 20;
}

static bool run_read(struct memory *memory, long long *count)
{
	long long before = instructions();

	for (size_t at = 0; at < memory->size; at += sizeof(buffer))
		if (pread(memory->fd, buffer, sizeof(buffer), (off_t)at) != sizeof(buffer))
			return memory_fail(memory, "read", errno);
	*count = instructions() - before;
	return true;
}

static bool run_write(struct memory *memory, long long *count)
{
	long long before = instructions();

	for (size_t at = 0; at < memory->size; at += sizeof(buffer))
		if (pwrite(memory->fd, buffer, sizeof(buffer), (off_t)at) != sizeof(buffer))
			return memory_fail(memory, "write", errno);
	*count = instructions() - before;
	return true;
}

const struct work work_read = { "read", suits, .run = run_read };
const struct work work_write = { "write", suits, .run = run_write };
