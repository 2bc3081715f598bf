// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include <sys/mman.h>

#include "explain/result.h"

bool result_is_error(int64_t result)
{
	return result < 0 && result >= -4095;
}

static uint64_t lowest_address(void)
{
	static uint64_t lowest = UINT64_MAX;
	unsigned long number = 0;
	FILE *file;

	if (lowest != UINT64_MAX)
		return lowest;
	file = fopen("/proc/sys/vm/mmap_min_addr", "re");
	if (file && fscanf(file, "%lu", &number) != 1)
		number = 0;
	if (file)
		fclose(file);
	lowest = number;
	return lowest;
}

/* The kernel looks at the address only with MAP_FIXED. */
void result_add_limit(struct incident *incident)
{
	if (incident->flags & (MAP_FIXED | MAP_FIXED_NOREPLACE) && incident->address < lowest_address())
		incident->mmap_min_addr = lowest_address();
}
