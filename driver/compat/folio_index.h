/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * folio.index, before 5.16 page.index ("mm: Introduce struct folio"): the position of a
 * page in its file. This file can go when 5.16 is the oldest kernel in KERNELS.
 */
#ifndef MAPS_COMPAT_FOLIO_INDEX_H
#define MAPS_COMPAT_FOLIO_INDEX_H

#include <linux/mm.h>

#include "config.h"

/* The compound or single page that begins with @page is at @index in its file, in pages. */
static inline void maps_set_folio_index(struct page *page, unsigned long index)
{
#ifdef MAPS_HAVE_FOLIO_INDEX
	page_folio(page)->index = index;
#else
	page->index = index;
#endif
}

#endif /* MAPS_COMPAT_FOLIO_INDEX_H */
