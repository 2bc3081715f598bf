/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What an mmap asks for, whichever way the kernel passes it on. */
#ifndef MAPS_REQUEST_H
#define MAPS_REQUEST_H

#include <linux/mm_types.h>

/**
 * struct maps_request - an mmap that is being decided on
 * @pgoff: the first page of the area to map
 * @nr_pages: the number of pages to map
 * @flags: its VM_ flags; the decision may set and clear some
 *
 * file_operations.mmap gets these in a vm_area_struct, .mmap_prepare in a
 * vm_area_desc. The decision is the same for both, and is made in mmap.c.
 */
struct maps_request {
	unsigned long pgoff;
	unsigned long nr_pages;
	vm_flags_t flags;
};

#endif /* MAPS_REQUEST_H */
