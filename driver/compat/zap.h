/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * zap_vma_ptes(), since 7.1 zap_special_vma_range() ("mm: rename zap_vma_ptes() to
 * zap_special_vma_range()"): remove all pages from a mapping of page numbers.
 * This file can go when 7.1 is the oldest kernel in KERNELS.
 */
#ifndef MAPS_COMPAT_ZAP_H
#define MAPS_COMPAT_ZAP_H

#include <linux/lockdep.h>
#include <linux/mm.h>

#include "config.h"

static inline void maps_zap_pfns(struct vm_area_struct *vma)
{
	unsigned long size = vma->vm_end - vma->vm_start;

	/* As in vma_lock.h, not mmap_assert_write_locked(). */
	lockdep_assert_held_write(&vma->vm_mm->mmap_lock);
#ifdef MAPS_HAVE_ZAP_SPECIAL_VMA_RANGE
	zap_special_vma_range(vma, vma->vm_start, size);
#else
	zap_vma_ptes(vma, vma->vm_start, size);
#endif
}

#endif /* MAPS_COMPAT_ZAP_H */
