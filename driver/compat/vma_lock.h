/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * vma_start_write(): from 6.4 on a fault may run under a lock of its VMA, without
 * mmap_lock ("mm: add per-VMA lock and helper functions to control it"); since 6.6 those
 * of files do, and so .huge_fault of a driver, and .fault where there is .map_pages, too
 * (vmf_can_call_fault() in mm/memory.c). This waits for those at work.
 * This file can go when 6.4 is the oldest kernel in KERNELS.
 */
#ifndef MAPS_COMPAT_VMA_LOCK_H
#define MAPS_COMPAT_VMA_LOCK_H

#include <linux/lockdep.h>
#include <linux/mm.h>

#include "config.h"

static inline void maps_vma_start_write(struct vm_area_struct *vma)
{
	/* Not mmap_assert_write_locked(): in 6.1 it is not for modules, with DEBUG_VM. */
	lockdep_assert_held_write(&vma->vm_mm->mmap_lock);
#ifdef MAPS_HAVE_VMA_START_WRITE
	vma_start_write(vma);
#endif
}

#endif /* MAPS_COMPAT_VMA_LOCK_H */
