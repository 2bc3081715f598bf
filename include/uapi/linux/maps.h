/* SPDX-License-Identifier: (GPL-2.0-only WITH Linux-syscall-note) OR BSD-2-Clause */
/*
 * The interface of the maps driver: kernel memory that programs map.
 *
 * Each device /dev/mapsN offers one area of kernel memory.
 *
 *   mmap(2)    maps any page-aligned part of it. The area's size is a whole
 *              number of pages; what would reach beyond it is EINVAL.
 *   read(2), write(2), pread(2), pwrite(2)
 *              see the same bytes, and are short at the end. A write that
 *              begins at the end or behind it is ENOSPC.
 *   lseek(2)   SEEK_END gives the area's size in bytes.
 *   ioctl(2)   MAPS_IOC_REFUSAL says why the last mmap of this open file was
 *              refused.
 *
 * Once the area is revoked (/sys/class/maps/mapsN/revoke), all of these are
 * ENODEV, and an access to a mapping is SIGBUS.
 *
 * A structure that crosses this interface begins with its own size, which the
 * caller fills in: so it can grow, and old programs go on working. A size that
 * is smaller than the first published one is EINVAL. An unknown command is
 * ENOTTY.
 */
#ifndef _UAPI_LINUX_MAPS_H
#define _UAPI_LINUX_MAPS_H

#include <linux/ioctl.h>
#include <linux/types.h>

/**
 * enum maps_reason - why an mmap was refused
 * @MAPS_REASON_NONE: none was
 * @MAPS_REASON_BEYOND_END: offset and length reach beyond the area (EINVAL)
 * @MAPS_REASON_EXEC: PROT_EXEC; the area holds data (EPERM)
 * @MAPS_REASON_PRIVATE_REFUSED: MAP_PRIVATE, and the device was made with
 *	private=refuse (EINVAL)
 * @MAPS_REASON_PRIVATE_READONLY: MAP_PRIVATE with PROT_WRITE, and the device
 *	was made with private=readonly (EACCES)
 * @MAPS_REASON_COW_IN_PIECES: remap_pfn_range() refuses to fill a mapping that
 *	is copied on write unless one call covers the whole of it; see
 *	get_remap_pgoff() or remap_pfn_range_notrack() in mm/memory.c (EINVAL)
 * @MAPS_REASON_NO_MEMORY: no memory for the page tables or the account (ENOMEM)
 * @MAPS_REASON_HELPER: the kernel's helper refused the page for another cause
 *	(the error is the helper's own)
 * @MAPS_REASON_REVOKED: the area was taken away (ENODEV)
 */
enum maps_reason {
	MAPS_REASON_NONE = 0,
	MAPS_REASON_BEYOND_END = 1,
	MAPS_REASON_EXEC = 2,
	MAPS_REASON_PRIVATE_REFUSED = 3,
	MAPS_REASON_PRIVATE_READONLY = 4,
	MAPS_REASON_COW_IN_PIECES = 5,
	MAPS_REASON_NO_MEMORY = 6,
	MAPS_REASON_HELPER = 7,
	MAPS_REASON_REVOKED = 8,
};

/* The kind of mapping that was asked for: maps_refusal.flags. */
#define MAPS_ASKED_SHARED	(1U << 0)	/* MAP_SHARED, else MAP_PRIVATE */
#define MAPS_ASKED_READ		(1U << 1)	/* PROT_READ */
#define MAPS_ASKED_WRITE	(1U << 2)	/* PROT_WRITE */
#define MAPS_ASKED_EXEC		(1U << 3)	/* PROT_EXEC */
#define MAPS_ASKED_MAYWRITE	(1U << 4)	/* mprotect() could make it writable */

/**
 * struct maps_refusal - the last mmap of an open file that the driver refused
 * @size: in: sizeof(struct maps_refusal); out: the bytes that were filled in
 * @reason: an enum maps_reason
 * @error: the errno that mmap gave, a positive number
 * @flags: MAPS_ASKED_* of that mmap
 * @offset: its offset into the area, in bytes
 * @length: its length, in bytes, rounded up to whole pages
 * @page: the page of the area at which it was refused, counted from 0
 */
struct maps_refusal {
	__u32 size;
	__u32 reason;
	__u32 error;
	__u32 flags;
	__u64 offset;
	__u64 length;
	__u64 page;
};

#define MAPS_IOC_REFUSAL	_IOWR(0xB9, 0x00, struct maps_refusal)

#endif /* _UAPI_LINUX_MAPS_H */
