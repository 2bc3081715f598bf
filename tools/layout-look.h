/* SPDX-License-Identifier: BSD-2-Clause */
/* Ask the kernel what maps layout is to draw. */
#ifndef MAPS_LAYOUT_LOOK_H
#define MAPS_LAYOUT_LOOK_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "libmaps.h"
#include "picture.h"
#include "vma.h"

/*
 * The page frames of the first @pages pages of an area, which is mapped for that.
 *
 * Returns 0; -EPERM: the kernel shows none to this process; -EOPNOTSUPP: it knows none,
 * for pages that are mapped by their number alone; or what mapping it, or
 * /proc/self/pagemap, gave.
 */
int layout_look_frames(const struct maps_area *area, size_t pages, uint64_t *frames);

/*
 * How the process @pid has each page of its mapping @vma. PICTURE_UNKNOWN is for what
 * the kernel does not tell: before 6.7, which of the pages are in huge entries, where
 * it is only some of those that could be.
 *
 * Returns 0; what /proc/PID/pagemap gave; -ENOMEM.
 */
int layout_look_states(pid_t pid, const struct vma *vma, enum picture_kind *states);

#endif /* MAPS_LAYOUT_LOOK_H */
