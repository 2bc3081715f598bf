/* SPDX-License-Identifier: (GPL-2.0-only WITH Linux-syscall-note) OR BSD-2-Clause */
/*
 * The interface of the maps driver: kernel memory that programs map.
 *
 * An area is kernel memory. Most areas have a device, /dev/mapsN, and a name in
 * /sys/class/maps; an anonymous one is known by its descriptors only, and is gone
 * with the last of them. On a descriptor of either kind:
 *
 *   mmap(2)    maps any page-aligned part of it. The area's size is a whole
 *              number of pages; what would reach beyond it is EINVAL.
 *   read(2), write(2), pread(2), pwrite(2)
 *              see the same bytes, and are short at the end. A write that
 *              begins at the end or behind it is ENOSPC.
 *   lseek(2)   SEEK_END gives the area's size in bytes.
 *   ioctl(2)   MAPS_IOC_INFO tells what it is, MAPS_IOC_REFUSAL why the last mmap
 *              of this open file was refused, and MAPS_IOC_REVOKE takes the
 *              memory away from everybody.
 *
 * Once the area is revoked, all of these but MAPS_IOC_INFO and MAPS_IOC_REFUSAL
 * are ENODEV, and an access to a mapping is SIGBUS.
 *
 * Areas are made and destroyed by ioctls of /dev/maps-control, MAPS_IOC_CREATE and
 * MAPS_IOC_DESTROY. Who may open that node may do so: by default, root.
 *
 * A structure that crosses this interface begins with its own size, which the
 * caller fills in: so it can grow, and neither old programs nor old drivers mind.
 * The commands do not contain a size for that reason (as in linux/vfio.h). A size
 * that is smaller than the first published one is EINVAL. Of a structure that the
 * driver reads, one that is larger than its own is E2BIG, unless what is behind is
 * zero and all of it at most a page; flags that it does not know are EINVAL, and
 * padding has to be zero. What it writes ends at the smaller of the two sizes. An
 * unknown command is ENOTTY, and memory that cannot be read or written EFAULT.
 */
#ifndef _UAPI_LINUX_MAPS_H
#define _UAPI_LINUX_MAPS_H

#include <linux/ioctl.h>
#include <linux/types.h>

/**
 * enum maps_backing_kind - where the memory of an area is from
 * @MAPS_BACKING_AUTO: huge from its size on, else vmalloc; no area is told to be
 *	of this kind
 * @MAPS_BACKING_VMALLOC: single pages, physically scattered
 * @MAPS_BACKING_CONTIG: one block, physically contiguous
 * @MAPS_BACKING_HUGE: scattered pieces of the size of a huge page table entry
 * @MAPS_BACKING_SHMEM: the pages of a shared-memory file
 */
enum maps_backing_kind {
	MAPS_BACKING_AUTO = 0,
	MAPS_BACKING_VMALLOC = 1,
	MAPS_BACKING_CONTIG = 2,
	MAPS_BACKING_HUGE = 3,
	MAPS_BACKING_SHMEM = 4,
};

/**
 * enum maps_mapper_kind - how an area is mapped
 * @MAPS_MAPPER_AUTO: the best one for the backing; no area is told to have this
 * @MAPS_MAPPER_REMAP: remap_pfn_range()
 * @MAPS_MAPPER_RANGE: remap_vmalloc_range(); backing vmalloc only
 * @MAPS_MAPPER_INSERT: vm_insert_pages()
 * @MAPS_MAPPER_FAULT: page by page, when touched
 * @MAPS_MAPPER_HUGE: huge page table entries; backing huge only
 * @MAPS_MAPPER_SHMEM: shmem's own; for backing shmem, and the only one for it
 */
enum maps_mapper_kind {
	MAPS_MAPPER_AUTO = 0,
	MAPS_MAPPER_REMAP = 1,
	MAPS_MAPPER_RANGE = 2,
	MAPS_MAPPER_INSERT = 3,
	MAPS_MAPPER_FAULT = 4,
	MAPS_MAPPER_HUGE = 5,
	MAPS_MAPPER_SHMEM = 6,
};

/**
 * enum maps_private - what a private mapping of an area may do
 * @MAPS_PRIVATE_COPY: a write makes a copy of the page
 * @MAPS_PRIVATE_READONLY: it can only be read, for ever
 * @MAPS_PRIVATE_REFUSE: there are none: programs are to share
 */
enum maps_private {
	MAPS_PRIVATE_COPY = 0,
	MAPS_PRIVATE_READONLY = 1,
	MAPS_PRIVATE_REFUSE = 2,
};

/* A label, with the zero behind it. */
#define MAPS_LABEL_SIZE		64

/* maps_create.flags: no device and no name, but a descriptor. */
#define MAPS_CREATE_ANONYMOUS	(1U << 0)

/**
 * struct maps_create - make an area: MAPS_IOC_CREATE, on /dev/maps-control
 * @size: in: sizeof(struct maps_create)
 * @flags: in: MAPS_CREATE_*
 * @bytes: in: its size, rounded up to whole pages
 * @backing: in: an enum maps_backing_kind
 * @mapper: in: an enum maps_mapper_kind
 * @private_policy: in: an enum maps_private
 * @node: in: the NUMA node that all of its memory is to be from; -1 for any.
 *	Backing shmem takes -1 only: it follows set_mempolicy(2)
 * @stamp: in: the 32-bit word that each page begins with, least significant byte
 *	first; 0 leaves the pages zeroed
 * @result: out: N of /dev/mapsN; with MAPS_CREATE_ANONYMOUS, the descriptor, which
 *	can be read and written and is closed by exec
 * @label: in: a name of its own, for people, of letters, digits and "._-", of which
 *	the first is a letter or a digit; all zero where it has none. It is not
 *	"maps" and a number: those are the names of devices
 *
 * The memory is charged to the caller's memory cgroup. Where there is not enough
 * of it, the kernel's OOM killer is not woken: the caller is told.
 *
 * Errors: EINVAL: a flag, a number or the label is wrong (what is behind its end
 * has to be zero), an anonymous area has a label, @bytes is 0, the mapper cannot
 * map that memory, or the node has no memory. EOVERFLOW:
 * @bytes is more than an address space. ENOMEM: there is no such memory, or the
 * cgroup may not have it. EDQUOT: all areas together would have more than the
 * module's parameter max_bytes allows. EEXIST: the label is taken. ENOSPC: there
 * is no number left for a device. EMFILE, ENFILE: no descriptor is. EINTR: the
 * caller was killed meanwhile.
 */
struct maps_create {
	__u32 size;
	__u32 flags;
	__u64 bytes;
	__u32 backing;
	__u32 mapper;
	__u32 private_policy;
	__s32 node;
	__u32 stamp;
	__s32 result;
	__u8 label[MAPS_LABEL_SIZE];
};

/* maps_destroy.flags: even if it is in use; it is revoked first. */
#define MAPS_DESTROY_FORCE	(1U << 0)

/**
 * struct maps_destroy - remove a device: MAPS_IOC_DESTROY, on /dev/maps-control
 * @size: in: sizeof(struct maps_destroy)
 * @flags: in: MAPS_DESTROY_*
 * @number: in: N of /dev/mapsN
 * @padding: in: zero
 *
 * Errors: ENOENT: there is no such device. EBUSY: somebody has it open, or mapped.
 */
struct maps_destroy {
	__u32 size;
	__u32 flags;
	__u32 number;
	__u32 padding;
};

/* maps_info.flags */
#define MAPS_INFO_ANONYMOUS	(1U << 0)	/* there is no device */
#define MAPS_INFO_REVOKED	(1U << 1)	/* the memory was taken away */

/**
 * struct maps_area_info - what an area is: MAPS_IOC_INFO, on a descriptor of it
 * @size: in: sizeof(struct maps_area_info); out: the bytes that were filled in
 * @flags: MAPS_INFO_*
 * @bytes: its size; 0 once it is revoked
 * @mappings: how many mappings of it there are, in all programs
 * @mapped_bytes: the size of all these together
 * @backing: an enum maps_backing_kind
 * @mapper: an enum maps_mapper_kind
 * @private_policy: an enum maps_private
 * @node: the NUMA node that was asked for; -1 for any
 * @stamp: what each page began with
 * @number: N of /dev/mapsN; -1 where it is anonymous
 * @label: its label; all zero where it has none
 */
struct maps_area_info {
	__u32 size;
	__u32 flags;
	__u64 bytes;
	__u64 mappings;
	__u64 mapped_bytes;
	__u32 backing;
	__u32 mapper;
	__u32 private_policy;
	__s32 node;
	__u32 stamp;
	__s32 number;
	__u8 label[MAPS_LABEL_SIZE];
};

/**
 * enum maps_reason - why an mmap was refused
 * @MAPS_REASON_NONE: none was
 * @MAPS_REASON_BEYOND_END: offset and length reach beyond the area (EINVAL)
 * @MAPS_REASON_EXEC: PROT_EXEC; the area holds data (EPERM)
 * @MAPS_REASON_PRIVATE_REFUSED: MAP_PRIVATE, and private mappings
 *	of the area are refused (EINVAL)
 * @MAPS_REASON_PRIVATE_READONLY: MAP_PRIVATE with PROT_WRITE, and the device
 *	was made with private=readonly (EACCES)
 * @MAPS_REASON_COW_IN_PIECES: remap_pfn_range() refuses to fill a mapping that
 *	is copied on write unless one call covers the whole of it; see
 *	get_remap_pgoff() or remap_pfn_range_notrack() in mm/memory.c (EINVAL)
 * @MAPS_REASON_NO_MEMORY: no memory for the page tables or the account (ENOMEM); not
 *	where the kernel fills them by itself (MAPS_MAPPER_INSERT, from 7.1 on)
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
 * struct maps_refusal - the last mmap of an open file that the driver refused:
 *	MAPS_IOC_REFUSAL
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

#define MAPS_IOC_TYPE		0xB9

/* On a descriptor of an area. */
#define MAPS_IOC_REFUSAL	_IO(MAPS_IOC_TYPE, 0x00)	/* struct maps_refusal */
#define MAPS_IOC_INFO		_IO(MAPS_IOC_TYPE, 0x01)	/* struct maps_area_info */

/*
 * Take the memory away from everybody, for ever. No argument. It takes
 * CAP_SYS_ADMIN, or, for an anonymous area, a descriptor that can be written.
 * EPERM; ENODEV where it was done before.
 */
#define MAPS_IOC_REVOKE		_IO(MAPS_IOC_TYPE, 0x02)

/* On /dev/maps-control. */
#define MAPS_IOC_CREATE		_IO(MAPS_IOC_TYPE, 0x10)	/* struct maps_create */
#define MAPS_IOC_DESTROY	_IO(MAPS_IOC_TYPE, 0x11)	/* struct maps_destroy */

#endif /* _UAPI_LINUX_MAPS_H */
