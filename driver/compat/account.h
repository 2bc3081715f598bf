/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Whether pages that programs map can be charged to a cgroup as kernel memory.
 * Before 5.11 ("mm: Convert page kmemcg type to a page memcg flag"), such a page
 * is marked in the field that counts its mappings, so vm_insert_page() refuses
 * it. Areas are not charged there.
 * This file can go when 5.11 is the oldest kernel in KERNELS.
 */
#ifndef MAPS_COMPAT_ACCOUNT_H
#define MAPS_COMPAT_ACCOUNT_H

#include <linux/gfp.h>

#include "config.h"

#ifdef MAPS_HAVE_PAGE_TYPE_KMEMCG
#define MAPS_GFP_ACCOUNT	((__force gfp_t)0)
#else
#define MAPS_GFP_ACCOUNT	__GFP_ACCOUNT
#endif

#endif /* MAPS_COMPAT_ACCOUNT_H */
