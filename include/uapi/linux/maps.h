/* SPDX-License-Identifier: (GPL-2.0-only WITH Linux-syscall-note) OR BSD-2-Clause */
/*
 * The interface of the maps driver: kernel memory that programs map.
 *
 * An area is a piece of kernel memory. Most areas have a device, /dev/mapsN, and a
 * directory in /sys/class/maps; an anonymous area is reached only through its
 * descriptors and mappings, and is gone with the last of them. On a descriptor of
 * either kind:
 *
 *   mmap(2)    maps any page-aligned part of the area. The area's size is a whole
 *              number of pages; a mapping that reaches past its end is EINVAL.
 *   read(2), write(2), pread(2), pwrite(2)
 *              see the same bytes, and are short at the end. A write that begins
 *              at or past the end is ENOSPC.
 *   lseek(2)   SEEK_END gives the area's size in bytes.
 *   ioctl(2)   MAPS_IOC_INFO tells what the area is, MAPS_IOC_REFUSAL why the
 *              driver refused the last mmap of this open file that it refused, and
 *              MAPS_IOC_REVOKE takes the memory away from everybody.
 *
 * Once the area is revoked, all of these except MAPS_IOC_INFO and MAPS_IOC_REFUSAL
 * fail with ENODEV, and so do open(2) and fsync(2); touching a mapping raises SIGBUS.
 *
 * Areas are created and destroyed by the ioctls MAPS_IOC_CREATE and MAPS_IOC_DESTROY
 * on /dev/maps-control. Anyone who can open it may do so: by default, only root.
 *
 * A structure that crosses this interface begins with its own size, which the caller
 * fills in. It can therefore grow without breaking old programs or old drivers; this
 * is why the commands do not encode a size (as in linux/vfio.h). A size smaller than
 * that of the first published version is EINVAL. A structure that the driver reads may
 * be larger than the driver's own, up to one page, if the rest of it is zero; otherwise,
 * it is E2BIG. Unknown flags are EINVAL, and padding must be zero. A structure that the
 * driver writes is filled in up to the smaller of the two sizes. An unknown command is
 * ENOTTY, and memory that cannot be read or written is EFAULT.
 */
#ifndef _UAPI_LINUX_MAPS_H
#define _UAPI_LINUX_MAPS_H

#include <linux/ioctl.h>
#include <linux/types.h>

/**
 * enum maps_backing_kind - where the memory of an area comes from
 * @MAPS_BACKING_AUTO: huge for an area of at least one huge page, vmalloc for a smaller
 *	one; never reported for an area
 * @MAPS_BACKING_VMALLOC: single pages, physically scattered
 * @MAPS_BACKING_CONTIG: one physically contiguous block
 * @MAPS_BACKING_HUGE: scattered pieces, each the size of a huge page
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
 * @MAPS_MAPPER_AUTO: the best one for the backing; never reported for an area
 * @MAPS_MAPPER_REMAP: remap_pfn_range()
 * @MAPS_MAPPER_RANGE: remap_vmalloc_range(); backing vmalloc only
 * @MAPS_MAPPER_INSERT: vm_insert_pages()
 * @MAPS_MAPPER_FAULT: page by page, on first access
 * @MAPS_MAPPER_HUGE: huge page table entries; backing huge only
 * @MAPS_MAPPER_SHMEM: shmem's own; backing shmem only, and the only one for it
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
 * enum maps_private - what MAP_PRIVATE gives
 * @MAPS_PRIVATE_COPY: true copy-on-write
 * @MAPS_PRIVATE_READONLY: a mapping that can never be made writable
 * @MAPS_PRIVATE_REFUSE: EINVAL
 */
enum maps_private {
	MAPS_PRIVATE_COPY = 0,
	MAPS_PRIVATE_READONLY = 1,
	MAPS_PRIVATE_REFUSE = 2,
};

/* The size of a label, with its terminating zero. */
#define MAPS_LABEL_SIZE		64

/* maps_create.flags: no device and no name, only a descriptor. */
#define MAPS_CREATE_ANONYMOUS	(1U << 0)

/**
 * struct maps_create - create an area: MAPS_IOC_CREATE, on /dev/maps-control
 * @size: in: sizeof(struct maps_create)
 * @flags: in: MAPS_CREATE_*
 * @bytes: in: the size of the area, rounded up to whole pages
 * @backing: in: an enum maps_backing_kind
 * @mapper: in: an enum maps_mapper_kind
 * @private_policy: in: an enum maps_private
 * @node: in: the NUMA node that all of the memory comes from; -1 for any.
 *	Backing shmem takes only -1: it follows set_mempolicy(2)
 * @stamp: in: the 32-bit word at the beginning of each page, least significant byte
 *	first; 0 leaves the pages zeroed
 * @result: out: N of /dev/mapsN; with MAPS_CREATE_ANONYMOUS, the descriptor, which is
 *	readable, writable and closed on exec
 * @label: in: a name of the caller's choice, made of letters, digits and "._-", of which
 *	the first is a letter or a digit; all zero for none. It must not be "maps" followed
 *	by a number: those are the names of devices
 *
 * The memory is charged to the caller's memory cgroup (before Linux 5.11, only that of
 * backing shmem). If there is not enough, the call fails; the OOM killer is not invoked.
 *
 * Errors: EINVAL: a flag, a number or the label is not valid (the label must be padded
 * with zeros), an anonymous area has a label, @bytes is 0, the mapper does not suit the
 * backing, a node was given with backing shmem, or the NUMA node has no memory.
 * EOVERFLOW: @bytes exceeds the address space. ENOMEM: there is not enough memory, or
 * the cgroup's limit is reached. EDQUOT: the areas together would exceed the module
 * parameter max_bytes. EEXIST: the label is taken. ENOSPC: there is no device number
 * left. EMFILE, ENFILE: there is no descriptor left. EINTR: the caller was killed
 * meanwhile.
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

/* maps_destroy.flags: even if the area is in use; it is revoked first. */
#define MAPS_DESTROY_FORCE	(1U << 0)

/**
 * struct maps_destroy - remove a device: MAPS_IOC_DESTROY, on /dev/maps-control
 * @size: in: sizeof(struct maps_destroy)
 * @flags: in: MAPS_DESTROY_*
 * @number: in: N of /dev/mapsN
 * @padding: in: zero
 *
 * Errors: ENOENT: there is no such device. EBUSY: somebody has the area open or
 * mapped, and MAPS_DESTROY_FORCE is not set.
 */
struct maps_destroy {
	__u32 size;
	__u32 flags;
	__u32 number;
	__u32 padding;
};

/* maps_area_info.flags */
#define MAPS_INFO_ANONYMOUS	(1U << 0)	/* there is no device */
#define MAPS_INFO_REVOKED	(1U << 1)	/* its memory was taken away */

/**
 * struct maps_area_info - what an area is: MAPS_IOC_INFO, on a descriptor of it
 * @size: in: sizeof(struct maps_area_info); out: the number of bytes filled in
 * @flags: MAPS_INFO_*
 * @bytes: the size of the area; 0 once it is revoked
 * @mappings: the number of its mappings in all processes
 * @mapped_bytes: their total size
 * @backing: an enum maps_backing_kind
 * @mapper: an enum maps_mapper_kind
 * @private_policy: an enum maps_private
 * @node: the NUMA node that was requested; -1 for any
 * @stamp: the word at the beginning of each page when the area was created
 * @number: N of /dev/mapsN; -1 for an anonymous area
 * @label: its label; all zero if it has none
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
 * @MAPS_REASON_NONE: no mmap was refused
 * @MAPS_REASON_BEYOND_END: the mapping reaches past the end of the area (EINVAL)
 * @MAPS_REASON_EXEC: PROT_EXEC; the area holds data (EPERM)
 * @MAPS_REASON_PRIVATE_REFUSED: MAP_PRIVATE, and the area was created with
 *	MAPS_PRIVATE_REFUSE (EINVAL)
 * @MAPS_REASON_PRIVATE_READONLY: MAP_PRIVATE with PROT_WRITE, and the area was created
 *	with MAPS_PRIVATE_READONLY (EACCES)
 * @MAPS_REASON_COW_IN_PIECES: remap_pfn_range() refuses to fill a copy-on-write mapping
 *	unless one call covers all of it; see get_remap_pgoff() or
 *	remap_pfn_range_notrack() in mm/memory.c (EINVAL)
 * @MAPS_REASON_NO_MEMORY: not enough memory for the page tables or for the driver's
 *	record of the mapping (ENOMEM)
 * @MAPS_REASON_HELPER: a kernel helper refused the page for another reason (the error is
 *	that of the helper)
 * @MAPS_REASON_REVOKED: the area was revoked (ENODEV)
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

/* maps_refusal.flags: the kind of mapping that was asked for */
#define MAPS_ASKED_SHARED	(1U << 0)	/* MAP_SHARED; MAP_PRIVATE if not set */
#define MAPS_ASKED_READ		(1U << 1)	/* PROT_READ */
#define MAPS_ASKED_WRITE	(1U << 2)	/* PROT_WRITE */
#define MAPS_ASKED_EXEC		(1U << 3)	/* PROT_EXEC */
#define MAPS_ASKED_MAYWRITE	(1U << 4)	/* mprotect() could make it writable */

/**
 * struct maps_refusal - the last mmap of an open file that the driver refused:
 *	MAPS_IOC_REFUSAL
 * @size: in: sizeof(struct maps_refusal); out: the number of bytes filled in
 * @reason: an enum maps_reason
 * @error: the errno of that mmap, a positive number
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
 * Take the memory away from everybody, permanently. No argument. The caller needs
 * CAP_SYS_ADMIN, unless the area is anonymous.
 * Errors: EPERM; ENODEV: the area was already revoked.
 */
#define MAPS_IOC_REVOKE		_IO(MAPS_IOC_TYPE, 0x02)

/* On /dev/maps-control. */
#define MAPS_IOC_CREATE		_IO(MAPS_IOC_TYPE, 0x10)	/* struct maps_create */
#define MAPS_IOC_DESTROY	_IO(MAPS_IOC_TYPE, 0x11)	/* struct maps_destroy */

#endif /* _UAPI_LINUX_MAPS_H */
