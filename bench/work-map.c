// SPDX-License-Identifier: BSD-2-Clause
/* mmap, a touch of each page, munmap. */
#include <sys/mman.h>

#include "instructions.h"
#include "work.h"

#define PAGE 4096	/* or a part of one that is larger */

/* Unrolled, so that the loops themselves weigh little beside what they cause. */

static void read_pages(const volatile char *address, size_t size)
{
#pragma GCC unroll 16
	for (size_t at = 0; at < size; at += PAGE)
		(void)address[at];
}

static void write_pages(volatile char *address, size_t size)
{
#pragma GCC unroll 16
	for (size_t at = 0; at < size; at += PAGE)
		address[at] = 1;
}

char *work_map_and_touch(struct memory *memory)
{
	char *address;

	if (memory->subject->flags & MAP_ANONYMOUS) {
		address = memory_map(memory, PROT_READ | PROT_WRITE, MAP_PRIVATE);
		if (address)
			write_pages(address, memory->size);
	} else {
		address = memory_map(memory, PROT_READ, MAP_SHARED);
		if (address)
			read_pages(address, memory->size);
	}
	return address;
}

static bool suits(const struct subject *subject, size_t size)
{
	(void)subject;
	(void)size;
	return true;
}

static bool run(struct memory *memory, long long *count)
{
	long long before = instructions();
	char *address = work_map_and_touch(memory);

	if (!address)
		return false;
	munmap(address, memory->size);
	*count = instructions() - before;
	return true;
}

const struct work work_map = { "map", suits, .run = run };
