/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Numbers of incident.h, for the programs in the kernel, whose headers are not user
 * space's. records.c makes sure that they are the same.
 */
#ifndef MAPS_SEEN_H
#define MAPS_SEEN_H

/* enum passed */
enum seen {
	SEEN_ENTRY = 1 << 0,
	SEEN_SECURITY = 1 << 1,
	SEEN_CHECKS = 1 << 2,
	SEEN_TO_DRIVER = 1 << 3,
	SEEN_DRIVER = 1 << 4,
};

/* enum helper */
enum seen_helper {
	SEEN_REMAP_PFN_RANGE,
	SEEN_REMAP_VMALLOC_RANGE,
	SEEN_REMAP_VMALLOC_RANGE_PARTIAL,
	SEEN_VM_INSERT_PAGE,
	SEEN_VM_INSERT_PAGES,
	SEEN_VM_MAP_PAGES,
	SEEN_VM_MAP_PAGES_ZERO,
	SEEN_VM_IOMAP_MEMORY,
	SEEN_VMF_INSERT_PFN,
	SEEN_VMF_INSERT_PFN_PROT,
	SEEN_VMF_INSERT_MIXED,
};

#endif /* MAPS_SEEN_H */
