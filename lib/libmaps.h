/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libmaps: kernel memory in user space.
 *
 * An area is memory of the maps driver (maps.ko). A handle, struct maps_area, is
 * an open descriptor of one, and what the driver tells of it.
 *
 *   struct maps_options *options = maps_options_new();
 *   struct maps_area *area;
 *   void *memory;
 *
 *   maps_options_set_size(options, 64 << 20);
 *   maps_options_set_label(options, "frames");
 *   err = maps_create(options, &area);
 *   err = maps_area_map(area, 0, 64 << 20, PROT_READ | PROT_WRITE, MAP_SHARED, &memory);
 *
 * Functions that can fail return 0, or an errno as a negative number (-ENOMEM), and
 * leave what they would have filled in as it was. Nothing is printed, no signal
 * is touched, and no function exits. /proc and /sys have to be mounted.
 *
 * Handles may be used by one thread at a time, different ones by different threads;
 * the functions that only read a handle (const) may be called on it by several. A
 * handle is of the process: after fork both have one, of the same open file.
 *
 * Every function is there since 0.1, if nothing else is said.
 */
#ifndef LIBMAPS_H
#define LIBMAPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* An area that is open: opaque. */
struct maps_area;

/* What is known of an area at one moment: opaque. */
struct maps_info;

/* How an area is to be made: opaque. */
struct maps_options;

/* A walk over all areas that have a device: opaque. */
struct maps_iterator;

/* --- How an area is to be made ------------------------------------------------ */

/*
 * Returns options, to be freed by maps_options_free(): no size, backing and mapper
 * "auto", private mappings that copy on write, any NUMA node, pages that are zeroed,
 * no label. NULL where there is no memory.
 */
struct maps_options *maps_options_new(void);

/* Free options; NULL is nothing to free. */
void maps_options_free(struct maps_options *options);

/*
 * Set the size, in bytes, which is rounded up to whole pages when the area is made.
 * Returns 0; -EINVAL for 0.
 */
int maps_options_set_size(struct maps_options *options, uint64_t bytes);

/*
 * Set where the memory is from: "auto", "vmalloc", "contig", "huge" or "shmem"; see
 * maps(4). Returns 0; -EINVAL for any other word.
 */
int maps_options_set_backing(struct maps_options *options, const char *backing);

/*
 * Set how it is mapped: "auto", "remap", "range", "insert", "fault", "huge" or
 * "shmem"; see maps(4). Whether the mapper suits the backing is seen when the area
 * is made. Returns 0; -EINVAL for any other word.
 */
int maps_options_set_mapper(struct maps_options *options, const char *mapper);

/*
 * Set what private mappings may do: "copy", "readonly" or "refuse".
 * Returns 0; -EINVAL for any other word.
 */
int maps_options_set_private(struct maps_options *options, const char *policy);

/*
 * Set the NUMA node that all of the memory is to be from; -1 for any.
 * Returns 0; -EINVAL for what is less than -1.
 */
int maps_options_set_node(struct maps_options *options, int node);

/* Set the 32-bit word at the beginning of each page; 0 leaves the pages zeroed. */
void maps_options_set_stamp(struct maps_options *options, uint32_t stamp);

/*
 * Set a name for people: letters, digits and "._-", beginning with a letter or a
 * digit, at most 63 bytes; NULL or "" for none. It is not "maps" and a number.
 * Returns 0; -EINVAL where it is not such a name, -ENAMETOOLONG where it is longer.
 */
int maps_options_set_label(struct maps_options *options, const char *label);

/* --- Make, find, close, destroy ------------------------------------------------ */

/*
 * Make an area with a device, /dev/mapsN, and open it to be read and written. It
 * stays when the handle is closed, until maps_destroy(). Whoever may open
 * /dev/maps-control may do this: by default, root.
 *
 * Returns 0 and the handle in *@area. -ENOENT: the driver is not loaded, or this /dev
 * gets no node of the new device; -ENODEV: /dev/maps-control is a node of nothing, or of
 * another driver; -EACCES; -ENOSYS: /proc is not mounted; -EINVAL:
 * there is no size, or mapper and backing do not suit each other, or the node has no
 * memory; -ENOMEM: there is no such memory, or the caller's cgroup may not have it;
 * -EDQUOT: it is beyond the module's parameter max_bytes; -EEXIST: the label is
 * taken; -ENOSPC: there is no number left for a device; -EOVERFLOW: more than an
 * address space has; what open(2) gives. Where the new node cannot be opened, udev is
 * given two seconds to make it so; after that, the area is destroyed again.
 */
int maps_create(const struct maps_options *options, struct maps_area **area);

/*
 * Make an area that has no device and no name: it lives as long as a descriptor of
 * it is open, or a mapping is there, in any process. Others get it by a descriptor
 * that is passed (SCM_RIGHTS) or inherited. A label is -EINVAL. Else, see
 * maps_create().
 */
int maps_create_anonymous(const struct maps_options *options, struct maps_area **area);

/*
 * Open an area that has a device. @device is its path; the name of its device, as
 * "maps0"; or its label. @flags are of open(2): O_RDONLY or O_RDWR, and O_NONBLOCK
 * or the like; the descriptor is closed by exec. Nothing that is not the driver's
 * is opened.
 *
 * Returns 0 and the handle in *@area. -ENOENT: there is nothing of that name;
 * -ENODEV: it is not a device of this driver, or its memory was revoked; -EACCES;
 * -EINVAL: O_CREAT, O_EXCL, O_PATH, O_DIRECTORY or O_NOFOLLOW is in @flags, which
 * mean nothing here; what open(2) gives; -ENOSYS: /proc is not mounted.
 */
int maps_open(const char *device, int flags, struct maps_area **area);

/*
 * Make a handle of a descriptor, which was inherited or received. The handle has a
 * copy of it (dup), which is closed by exec; @fd stays the caller's.
 *
 * Returns 0 and the handle in *@area; -ENODEV: it is no descriptor of an area;
 * -EBADF: it is none, or one of O_PATH; -EMFILE; -ENOMEM.
 */
int maps_open_fd(int fd, struct maps_area **area);

/*
 * Close a handle; NULL is nothing to close. Mappings stay, and so does an area that
 * has a device.
 */
void maps_close(struct maps_area *area);

/*
 * Remove a device, and its area. @device is as for maps_open(). With @force, even
 * where it is in use: the memory is revoked then, as by maps_area_revoke().
 *
 * Returns 0; -EBUSY: somebody has it open, or mapped, and @force is false; -ENOENT,
 * -ENODEV, as for maps_open(); -EACCES: who may open /dev/maps-control may do it;
 * -ENOSYS: /proc is not mounted; what open(2) gives for the path.
 */
int maps_destroy(const char *device, bool force);

/*
 * The path of the device that @device stands for, which is a path, the name of a
 * device or a label: in @path, of @size bytes. A path stays as it is, once it is
 * seen to be that of a device of this driver.
 *
 * Returns 0; -ENOENT, -ENODEV, as for maps_open(); -ENAMETOOLONG where @size does
 * not do; what open(2) gives for the path, or for what sysfs has.
 */
int maps_resolve(const char *device, char *path, size_t size);

/* --- Use ------------------------------------------------------------------------ */

/* The descriptor of a handle, for anything that takes one. It stays the handle's. */
int maps_area_fd(const struct maps_area *area);

/*
 * Map a part of an area: @offset and @length are in bytes, @offset a multiple of
 * the page size; @protection and @flags are those of mmap(2).
 *
 * Returns 0 and the address in *@address; what mmap(2) gives as a negative number:
 * where it was the driver that refused, maps_area_refusal() then knows why.
 */
int maps_area_map(const struct maps_area *area, uint64_t offset, size_t length, int protection, int flags,
		  void **address);

/* Unmap what maps_area_map() has mapped. Returns 0; what munmap(2) gives. */
int maps_area_unmap(void *address, size_t length);

/*
 * Why the last mmap of this handle's open file was refused by the driver, as text
 * of a few lines, each with a newline: the reason, what was asked for, and what to
 * do next. *@text is to be freed by free(3).
 *
 * Returns 0; -ENODATA where none was refused; -ENOMEM.
 */
int maps_area_refusal(const struct maps_area *area, char **text);

/*
 * Take the memory of an area away from everybody, for ever: an access to a mapping
 * is SIGBUS, all else -ENODEV. It takes root's right (CAP_SYS_ADMIN), or, for an
 * anonymous area, a descriptor that can be written.
 *
 * Returns 0; -EPERM; -ENODEV where it was done before.
 */
int maps_area_revoke(const struct maps_area *area);

/* --- What is known of an area ----------------------------------------------------- */

/*
 * Ask what is known of an area. *@info is to be freed by maps_info_free().
 * Returns 0; -ENOMEM; -ENOTTY: the driver that is loaded is older than this library.
 */
int maps_area_info(const struct maps_area *area, struct maps_info **info);

/*
 * Free what maps_area_info() made; NULL is nothing to free. What a walk returned is
 * the walk's.
 */
void maps_info_free(struct maps_info *info);

/* "maps0"; "anonymous" where the area has no device. It lives as long as @info. */
const char *maps_info_name(const struct maps_info *info);

/* "/dev/maps0"; NULL where the area has no device. It lives as long as @info. */
const char *maps_info_path(const struct maps_info *info);

/* The label; "" where it has none. It lives as long as @info. */
const char *maps_info_label(const struct maps_info *info);

/* The size in bytes; 0 once the area is revoked. */
uint64_t maps_info_size(const struct maps_info *info);

/*
 * Where the memory is from: "vmalloc", "contig", "huge" or "shmem". Static. This and
 * the next two are "unknown" where the driver is newer than this library.
 */
const char *maps_info_backing(const struct maps_info *info);

/* How it is mapped: "remap", "range", "insert", "fault", "huge" or "shmem". Static. */
const char *maps_info_mapper(const struct maps_info *info);

/* What private mappings may do: "copy", "readonly" or "refuse". Static. */
const char *maps_info_private(const struct maps_info *info);

/* The NUMA node that was asked for; -1 for any. */
int maps_info_node(const struct maps_info *info);

/* The word that each page began with. */
uint32_t maps_info_stamp(const struct maps_info *info);

/* How many mappings of it there are, in all processes, and their size in bytes. */
uint64_t maps_info_mappings(const struct maps_info *info);
uint64_t maps_info_mapped_bytes(const struct maps_info *info);

bool maps_info_anonymous(const struct maps_info *info);
bool maps_info_revoked(const struct maps_info *info);

/* --- All areas --------------------------------------------------------------------- */

/*
 * Begin a walk over all areas that have a device, in the order of their numbers. It
 * needs no right to open them: what is known of them is read from sysfs.
 *
 * Returns 0 and the walk in *@iterator, to be freed by maps_iterator_free();
 * -ENOENT: the driver is not loaded; -ENOMEM.
 */
int maps_iterator_new(struct maps_iterator **iterator);

/* Free a walk; NULL is nothing to free. */
void maps_iterator_free(struct maps_iterator *iterator);

/*
 * The next area: what is known of it, which lives until the next call, or until the
 * walk is freed; NULL at the end, and where the walk cannot go on. One that is destroyed
 * meanwhile is left out.
 */
const struct maps_info *maps_iterator_next(struct maps_iterator *iterator);

/*
 * Why a walk has ended: 0 where it came to its end, or has not ended; -EMFILE, -ENFILE,
 * -ENOMEM, or what else read(2) of sysfs gives where an area could not be read.
 */
int maps_iterator_error(const struct maps_iterator *iterator);

/* The version of the library, as "0.1.0". Static. */
const char *maps_version(void);

#ifdef __cplusplus
}
#endif

#endif /* LIBMAPS_H */
