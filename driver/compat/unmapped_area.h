/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The kernel's own choice of a free address: mm->get_unmapped_area() originally;
 * since 6.10 mm_get_unmapped_area() ("mm: switch mm->get_unmapped_area() to a
 * flag"), which lost its first argument in 6.19 ("mm: consistently use current->mm
 * in mm_get_unmapped_area()").
 * This file can go when 6.19 is the oldest kernel in KERNELS.
 *
 * thp_get_unmapped_area() would align the address itself, but in 5.10 it does so only
 * for DAX, and it never aligns for any size but its own.
 */
#ifndef MAPS_COMPAT_UNMAPPED_AREA_H
#define MAPS_COMPAT_UNMAPPED_AREA_H

#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>

#include "config.h"

static inline unsigned long maps_unmapped_area(struct file *file, unsigned long addr,
					       unsigned long len, unsigned long pgoff,
					       unsigned long flags)
{
#if defined(MAPS_HAVE_MM_GET_UNMAPPED_AREA)
	return mm_get_unmapped_area(file, addr, len, pgoff, flags);
#elif defined(MAPS_HAVE_MM_GET_UNMAPPED_AREA_OF_MM)
	return mm_get_unmapped_area(current->mm, file, addr, len, pgoff, flags);
#else
	return current->mm->get_unmapped_area(file, addr, len, pgoff, flags);
#endif
}

#endif /* MAPS_COMPAT_UNMAPPED_AREA_H */
