/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * FMODE_NOREUSE: since 6.3 ("mm: support POSIX_FADV_NOREUSE"), unmapping such a file
 * need not record, page by page, that pages were used, which would only make reclaim
 * spare them. Older kernels always record it.
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
