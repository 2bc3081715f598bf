/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * FMODE_NOREUSE: from 6.3 on ("mm: support POSIX_FADV_NOREUSE") an unmapping need
 * not note, page by page, that pages were used, for a reclaim that would then spare
 * them. Older kernels always note it.
 * This file can go when 6.3 is the oldest kernel in KERNELS.
 */
#ifndef MAPS_COMPAT_RECENCY_H
#define MAPS_COMPAT_RECENCY_H

#include <linux/fs.h>

#include "config.h"

static inline void maps_file_ignore_recency(struct file *file)
{
#ifdef MAPS_HAVE_FMODE_NOREUSE
	file->f_mode |= FMODE_NOREUSE;
#endif
}

#endif /* MAPS_COMPAT_RECENCY_H */
