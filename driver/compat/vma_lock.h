/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * vma_start_write(): since 6.4, a fault may run under the lock of its VMA, without
 * mmap_lock ("mm: add per-VMA lock and helper functions to control it"). Since 6.6,
 * faults of file mappings do, including a driver's .huge_fault, and its .fault if it
 * has .map_pages (vmf_can_call_fault() in mm/memory.c). This waits for those running.
 * This file can go when 6.4 is the oldest kernel in KERNELS.
 */
#ifndef MAPS_COMPAT_VMA_LOCK_H
#define MAPS_COMPAT_VMA_LOCK_H

#include <linux/lockdep.h>
#include <linux/mm.h>

#include "config.h"

static inline void maps_vma_start_write(struct vm_area_struct *vma)
{
	/* Not mmap_assert_write_locked(): with DEBUG_VM, modules cannot use it in 6.1. */
	lockdep_assert_held_write(&vma->vm_mm->mmap_lock);
#ifdef MAPS_HAVE_VMA_START_WRITE
	vma_start_write(vma);
#endif
}

#endif /* MAPS_COMPAT_VMA_LOCK_H */
