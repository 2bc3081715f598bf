/* SPDX-License-Identifier: BSD-2-Clause */
/* Which pages of an area follow each other in physical memory, too. */
#ifndef MAPS_LAYOUT_RUNS_H
#define MAPS_LAYOUT_RUNS_H

#include <stddef.h>
#include <stdint.h>

#include "picture.h"

/* The run of a page that has no page frame. */
#define LAYOUT_NO_RUN UINT32_MAX

/**
 * struct layout_runs - what there is of them
 * @count: how many
 * @longest: how many pages the longest has
 * @missing: how many pages have no page frame
 */
struct layout_runs {
	size_t count;
	size_t longest;
	size_t missing;
};

/*
 * Number the runs of physically contiguous pages: @frames has the page frame of each
 * of @pages pages, 0 where there is none, and @run gets the number of its run.
 */
struct layout_runs layout_runs(const uint64_t *frames, size_t pages, uint32_t *run);

/*
 * The cell for @pages pages that belong to the runs @run: one of the series where it
 * is the same for all of them.
 */
struct picture_cell layout_run_cell(const uint32_t *run, size_t pages);

#endif /* MAPS_LAYOUT_RUNS_H */
