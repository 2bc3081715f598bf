/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * vm_flags_set(), vm_flags_clear(): since 6.3, vma->vm_flags is read-only and is
 * changed by these ("mm: introduce vma->vm_flags wrapper functions").
 * This file can go when 6.3 is the oldest kernel in KERNELS.
 */
#ifndef MAPS_COMPAT_VM_FLAGS_H
#define MAPS_COMPAT_VM_FLAGS_H

#include <linux/mm.h>

#include "config.h"

#ifndef MAPS_HAVE_VM_FLAGS_SET
static inline void vm_flags_set(struct vm_area_struct *vma, vm_flags_t flags)
{
	vma->vm_flags |= flags;
}

static inline void vm_flags_clear(struct vm_area_struct *vma, vm_flags_t flags)
{
	vma->vm_flags &= ~flags;
}
#endif

#endif /* MAPS_COMPAT_VM_FLAGS_H */
