/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * file_operations.mmap_prepare, the successor of .mmap: the driver describes the
 * mapping before there is a VMA, the kernel creates the VMA, and then calls
 * vm_operations_struct.mapped (7.1, "mm: add vm_ops->mapped hook"). It is used for
 * the mappers that do not change what the VMA is (maps_mapper.prepared).
 *
 * The kernel could also map the pages (mmap_action_map_kernel_pages_full()), but
 * does so before .mapped, that is, before a revocation knows of the mapping. And if
 * that fails, the driver is not told why.
 * The conditions can go when 7.1 is the oldest kernel in KERNELS; .mmap remains, for
 * the other mappers.
 */
#ifndef MAPS_COMPAT_MMAP_PREPARE_H
#define MAPS_COMPAT_MMAP_PREPARE_H

#include <linux/mm.h>

#include "config.h"

#ifdef MAPS_HAVE_MMAP_PREPARE
/* vm_operations_struct.mapped: the prepared VMA now exists, and is locked. */
int maps_mapping_mapped(unsigned long start, unsigned long end, pgoff_t pgoff,
			const struct file *file, void **vm_private_data);

/* file_operations.mmap_prepare, for the mappers with @prepared. */
int maps_mmap_prepare(struct vm_area_desc *desc);

#define MAPS_VM_OPS_MAPPED	.mapped = maps_mapping_mapped,
#define MAPS_FOPS_MMAP_PREPARED(mmap_function)	.mmap_prepare = maps_mmap_prepare,
#else
#define MAPS_VM_OPS_MAPPED
#define MAPS_FOPS_MMAP_PREPARED(mmap_function)	.mmap = mmap_function,
#endif

#endif /* MAPS_COMPAT_MMAP_PREPARE_H */
