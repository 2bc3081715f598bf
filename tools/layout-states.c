// SPDX-License-Identifier: BSD-2-Clause
#include <string.h>
#include <unistd.h>

#include "layout-states.h"
#include "pagemap.h"

enum picture_kind layout_state(uint64_t entry, bool huge)
{
	if (entry & PAGEMAP_SWAPPED)
		return PICTURE_COPY;	/* nothing else of an area is ever swapped out */
	if (!(entry & PAGEMAP_PRESENT))
		return PICTURE_NOTHING;
	if (!(entry & PAGEMAP_FILE))
		return PICTURE_COPY;
	return huge ? PICTURE_HUGE : PICTURE_SMALL;
}

static bool may_be_huge(const uint64_t *entries, size_t huge_pages)
{
	const uint64_t there = PAGEMAP_PRESENT | PAGEMAP_FILE;

	if (PAGEMAP_FRAME(entries[0]) % huge_pages)
		return false;
	for (size_t i = 0; i < huge_pages; i++)
		if ((entries[i] & there) != there || PAGEMAP_FRAME(entries[i]) != PAGEMAP_FRAME(entries[0]) + i)
			return false;
	return true;
}

size_t layout_huge_candidates(const uint64_t *entries, size_t pages, uint64_t address, size_t huge_pages, bool *huge)
{
	size_t number = (size_t)(address / (uint64_t)sysconf(_SC_PAGESIZE)), marked = 0;
	size_t first = (huge_pages - number % huge_pages) % huge_pages;

	memset(huge, 0, pages * sizeof(*huge));
	for (size_t i = first; i + huge_pages <= pages; i += huge_pages) {
		if (!may_be_huge(entries + i, huge_pages))
			continue;
		memset(huge + i, true, huge_pages * sizeof(*huge));
		marked += huge_pages;
	}
	return marked;
}

struct picture_cell layout_state_cell(const enum picture_kind *states, size_t pages)
{
	for (size_t i = 1; i < pages; i++)
		if (states[i] != states[0])
			return (struct picture_cell){ .kind = PICTURE_MIXED };
	return (struct picture_cell){ .kind = states[0] };
}
