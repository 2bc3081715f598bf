/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * file_operations.mmap_prepare: the successor of .mmap. The driver describes the
 * mapping before there is a VMA, and the kernel makes it. It is used where the
 * kernel can also map an array of pages so (7.1, "mm: add
 * mmap_action_map_kernel_pages[_full]()"), for the mappers that ask for no more
 * (maps_mapper.by_action). Where that fails, nobody tells the driver: what it has
 * prepared is forgotten, and MAPS_IOC_REFUSAL has no reason for the ENOMEM. Where
 * pages were mapped, an mmap that meets a revocation is ENOMEM, too, although
 * MAPS_IOC_REFUSAL says ENODEV: the kernel has one errno for all that goes wrong
 * after .mmap_prepare (mmap_action.error_override).
 * The conditions can go when 7.1 is the oldest kernel in KERNELS; .mmap remains,
 * for mappers that map in other ways.
 */
#ifndef MAPS_COMPAT_MMAP_PREPARE_H
#define MAPS_COMPAT_MMAP_PREPARE_H

#include <linux/mm.h>

#include "config.h"

#ifdef MAPS_HAVE_MMAP_PREPARE
/* vm_operations_struct.mapped: a mapping that was prepared is there now. */
int maps_mapping_mapped(unsigned long start, unsigned long end, pgoff_t pgoff,
			const struct file *file, void **vm_private_data);

/* file_operations.mmap_prepare, for the mappers that are by_action. */
int maps_mmap_prepare(struct vm_area_desc *desc);

#define MAPS_VM_OPS_MAPPED	.mapped = maps_mapping_mapped,
#define MAPS_FOPS_MMAP_BY_ACTION(mmap_function)	.mmap_prepare = maps_mmap_prepare,
#else
#define MAPS_VM_OPS_MAPPED
#define MAPS_FOPS_MMAP_BY_ACTION(mmap_function)	.mmap = mmap_function,
#endif

#endif /* MAPS_COMPAT_MMAP_PREPARE_H */
