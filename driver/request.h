/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What an mmap asks for, whichever way the kernel hands it over. */
#ifndef MAPS_REQUEST_H
#define MAPS_REQUEST_H

#include <linux/mm_types.h>

/**
 * struct maps_request - an mmap that is being decided
 * @pgoff: the first page of the area it is to show
 * @nr_pages: how many it is to show
 * @flags: its VM_ flags; the decision may clear and set some
 *
 * file_operations.mmap has these in a vm_area_struct, .mmap_prepare in a
 * vm_area_desc. What is decided is the same, and is decided in mmap.c.
 */
struct maps_request {
	unsigned long pgoff;
	unsigned long nr_pages;
	vm_flags_t flags;
};

#endif /* MAPS_REQUEST_H */
