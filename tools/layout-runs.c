// SPDX-License-Identifier: BSD-2-Clause
#include "layout-runs.h"

struct layout_runs layout_runs(const uint64_t *frames, size_t pages, uint32_t *run)
{
	struct layout_runs found = { 0 };
	size_t length = 0;

	for (size_t i = 0; i < pages; i++) {
		if (!frames[i]) {
			run[i] = LAYOUT_NO_RUN;
			found.missing++;
			length = 0;
			continue;
		}
		if (!length || frames[i] != frames[i - 1] + 1) {
			found.count++;
			length = 0;
		}
		run[i] = (uint32_t)(found.count - 1);
		length++;
		if (length > found.longest)
			found.longest = length;
	}
	return found;
}

struct picture_cell layout_run_cell(const uint32_t *run, size_t pages)
{
	for (size_t i = 1; i < pages; i++)
		if (run[i] != run[0])
			return (struct picture_cell){ .kind = PICTURE_MIXED };
	if (run[0] == LAYOUT_NO_RUN)
		return (struct picture_cell){ .kind = PICTURE_NOTHING };
	return (struct picture_cell){ .kind = PICTURE_SERIES, .number = run[0] };
}
