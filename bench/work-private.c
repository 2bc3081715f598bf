// SPDX-License-Identifier: BSD-2-Clause
/* mmap for itself, a write to one page in each two megabytes, munmap. */
#include <sys/mman.h>

#include "instructions.h"
#include "work.h"

#define STRIDE ((size_t)2 << 20)

/* MAP_POPULATE would copy all of it, before the first write. */
static bool suits(const struct subject *subject, size_t size)
{
	return !(subject->flags & MAP_POPULATE) && size >= STRIDE && size <= (size_t)64 << 20;
}

static bool run(struct memory *memory, long long *count)
{
	long long before = instructions();
	volatile char *address = memory_map(memory, PROT_READ | PROT_WRITE, MAP_PRIVATE);

	if (!address)
		return false;
	for (size_t at = 0; at < memory->size; at += STRIDE)
		address[at] = 1;
	munmap((char *)address, memory->size);
	*count = instructions() - before;
	return true;
}

const struct work work_private = { "private", suits, .run = run };
