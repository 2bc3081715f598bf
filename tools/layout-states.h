/* SPDX-License-Identifier: BSD-2-Clause */
/* How a process has each page of an area mapped. */
#ifndef MAPS_LAYOUT_STATES_H
#define MAPS_LAYOUT_STATES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "picture.h"

/* What an entry of pagemap says: PICTURE_SMALL, _HUGE, _COPY or _NOTHING. */
enum picture_kind layout_state(uint64_t entry, bool huge);

/*
 * Where the kernel tells only how much of a mapping is in huge entries: mark what can
 * be, which is each range of @huge_pages pages, aligned, present, not copied, and
 * physically contiguous. @address is that of the first of @pages pages.
 *
 * Returns how many pages are marked. If there are no more than the kernel counts,
 * these are the ones.
 */
size_t layout_huge_candidates(const uint64_t *entries, size_t pages, uint64_t address, size_t huge_pages, bool *huge);

/* The cell for @pages pages whose states are @states. */
struct picture_cell layout_state_cell(const enum picture_kind *states, size_t pages);

#endif /* MAPS_LAYOUT_STATES_H */
