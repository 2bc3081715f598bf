/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libmaps: kernel memory in user space.
 *
 * An area is a piece of memory of the maps driver (maps.ko). A handle, struct
 * maps_area, is an open descriptor of one.
 *
 *   #include <errno.h>
 *   #include <sys/mman.h>
 *   #include <libmaps.h>
 *
 *   int create_frames(void **memory)
 *   {
 *           struct maps_options *options = maps_options_new();
 *           struct maps_area *area;
 *           int err = options ? maps_options_set_size(options, 64 << 20) : -ENOMEM;
 *
 *           err = err ? err : maps_options_set_label(options, "frames");
 *           err = err ? err : maps_create(options, &area);
 *           maps_options_free(options);
 *           if (err)
 *                   return err;
 *           err = maps_area_map(area, 0, 64 << 20, PROT_READ | PROT_WRITE, MAP_SHARED, memory);
 *           maps_close(area);
 *           return err;
 *   }
 *
 * Functions that can fail return 0, or a negative errno (-ENOMEM), in which case they
 * leave their output arguments unchanged. No function prints anything, changes the
 * handling of a signal, or exits. /proc and /sys must be mounted.
 *
 * A handle, an options object or a walk may be used by one thread at a time; different
 * threads may use different ones. Functions that take a handle as const only read it, and may be called on it
 * by several threads at the same time. After fork, parent and child each have a
 * handle, of the same open file.
 *
 * All functions exist since version 0.1 unless stated otherwise.
 */
#ifndef LIBMAPS_H
#define LIBMAPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* An open area: opaque. */
struct maps_area;

/* What is known of an area at one moment: opaque. */
struct maps_info;

/* The properties of an area to be created: opaque. */
struct maps_options;

/* A walk over all areas that have a device: opaque. */
struct maps_iterator;

/* --- The properties of an area to be created ----------------------------------- */

/*
 * Returns options, to be freed with maps_options_free(): no size, backing and mapper
 * "auto", private policy "copy", any NUMA node, zeroed pages, no label. Returns NULL if
 * there is not enough memory.
 */
struct maps_options *maps_options_new(void);

/* Free options; NULL is allowed. */
void maps_options_free(struct maps_options *options);

/*
 * Set the size in bytes, which is rounded up to whole pages when the area is created.
 * Returns 0, or -EINVAL for a size of 0.
 */
int maps_options_set_size(struct maps_options *options, uint64_t bytes);

/*
 * Set where the memory comes from: "auto", "vmalloc", "contig", "huge" or "shmem"; see
 * maps(4). Returns 0, or -EINVAL for any other word.
 */
int maps_options_set_backing(struct maps_options *options, const char *backing);

/*
 * Set how the memory is mapped: "auto", "remap", "range", "insert", "fault", "huge" or
 * "shmem"; see maps(4). Whether the mapper suits the backing is checked when the area
 * is created. Returns 0, or -EINVAL for any other word.
 */
int maps_options_set_mapper(struct maps_options *options, const char *mapper);

/*
 * Set what MAP_PRIVATE gives: "copy", "readonly" or "refuse".
 * Returns 0, or -EINVAL for any other word.
 */
int maps_options_set_private(struct maps_options *options, const char *policy);

/*
 * Set the NUMA node that all of the memory comes from; -1 means any. Backing "shmem"
 * takes only -1. Returns 0, or -EINVAL for a number less than -1.
 */
int maps_options_set_node(struct maps_options *options, int node);

/*
 * Set the 32-bit word at the beginning of each page, stored least significant byte
 * first; 0 leaves the pages zeroed.
 */
void maps_options_set_stamp(struct maps_options *options, uint32_t stamp);

/*
 * Set a name of the caller's choice: at most 63 letters, digits and "._-", of which the
 * first is a letter or a digit, and not "maps" followed by a number. NULL or "" means no
 * label. Returns 0; -EINVAL if this is not a valid label; -ENAMETOOLONG if it is longer.
 */
int maps_options_set_label(struct maps_options *options, const char *label);

/* --- Create, find, close, destroy ----------------------------------------------- */

/*
 * Create an area with a device, /dev/mapsN, and open it for reading and writing. The
 * area stays when the handle is closed, until maps_destroy(). Anyone who can open
 * /dev/maps-control may do this: by default, only root. If the new device cannot be
 * opened, udev is given two seconds to change that; after that, the area is destroyed
 * again.
 *
 * Returns 0, with the handle in *@area, or one of these errors:
 * -ENOENT: the driver is not loaded, or the new area gets no device node in this /dev;
 * -ENODEV: /dev/maps-control is not a device node of the driver;
 * -EACCES: the caller may not open /dev/maps-control, or the new device;
 * -EINVAL: @options have no size, mapper and backing do not suit each other, or the NUMA
 *	node has no memory or was given with backing "shmem";
 * -ENOMEM: there is not enough memory, or the cgroup's limit is reached;
 * -EDQUOT: the areas together would exceed the module parameter max_bytes;
 * -EEXIST: the label is taken;
 * -ENOSPC: there is no device number left;
 * -EOVERFLOW: the size exceeds the address space;
 * -EMFILE, -ENFILE: there is no descriptor left;
 * -ENOSYS: /proc is not mounted;
 * or another error of open(2).
 */
int maps_create(const struct maps_options *options, struct maps_area **area);

/*
 * Create an area that has no device and no name. It lives as long as any process has a
 * descriptor of it open, or has it mapped. Other processes get it through a descriptor
 * that is passed to them (SCM_RIGHTS) or inherited.
 *
 * Returns as maps_create() does, and -EINVAL if @options have a label.
 */
int maps_create_anonymous(const struct maps_options *options, struct maps_area **area);

/*
 * Open an area that has a device. @device is the path of the device, its name, such as
 * "maps0", or the area's label. @flags are those of open(2): O_RDONLY or O_RDWR, perhaps
 * with O_NONBLOCK or the like; the descriptor is closed on exec. A device of another
 * driver is never opened.
 *
 * Returns 0, with the handle in *@area, or one of these errors:
 * -ENOENT: there is no such path, name or label;
 * -ENODEV: it is not a device of this driver, or the area was revoked;
 * -EACCES: the caller may not open it with these @flags;
 * -EINVAL: @flags contains O_CREAT, O_EXCL, O_PATH, O_DIRECTORY or O_NOFOLLOW;
 * -EMFILE, -ENFILE, -ENOMEM: there is no descriptor left, or not enough memory;
 * -ENOSYS: /proc is not mounted;
 * or another error of open(2).
 */
int maps_open(const char *device, int flags, struct maps_area **area);

/*
 * Make a handle from a descriptor that was inherited or received. The handle has its own
 * copy of the descriptor (dup), closed on exec; @fd remains the caller's.
 *
 * Returns 0, with the handle in *@area, or one of these errors:
 * -ENODEV: @fd is not a descriptor of an area; or it is one of an anonymous area, and
 *	/proc is not mounted;
 * -EBADF: @fd is not open, or was opened with O_PATH;
 * -EMFILE, -ENOMEM: there is no descriptor left, or not enough memory.
 */
int maps_open_fd(int fd, struct maps_area **area);

/*
 * Close a handle; NULL is allowed. Mappings stay, and so does an area that has a device.
 */
void maps_close(struct maps_area *area);

/*
 * Remove a device and its area, which may have been revoked before. @device is as for
 * maps_open(). With @force, do so even if the area is in use: then its memory is revoked,
 * as by maps_area_revoke(). Anyone who can open /dev/maps-control may do this. The device
 * is looked up first: if it is destroyed and another one is created before the driver is
 * asked, the other one may be destroyed.
 *
 * Returns 0, or one of these errors:
 * -EBUSY: somebody has the area open or mapped, and @force is false;
 * -ENOENT: there is no such path, name or label, or no /dev/maps-control;
 * -ENODEV: @device, or /dev/maps-control, is not a device of this driver;
 * -EACCES: the caller may not open /dev/maps-control, or may not search a directory of
 *	the path;
 * -EMFILE, -ENFILE: there is no descriptor left;
 * -ENOSYS: /proc is not mounted;
 * or another error of open(2) for these paths.
 */
int maps_destroy(const char *device, bool force);

/*
 * Write the path of the device that @device stands for (a path, the name of a device or
 * a label) to @path, a buffer of @size bytes. A path is copied unchanged if it is that of
 * a device of this driver. The area may have been revoked.
 *
 * Returns 0, or one of these errors:
 * -ENOENT: there is no such path, name or label;
 * -ENODEV: it is not a device of this driver;
 * -ENAMETOOLONG: @size is too small; 32 is always enough for a name or a label;
 * or an error of open(2) for the path, or for the driver's files in sysfs.
 */
int maps_resolve(const char *device, char *path, size_t size);

/* --- Use ------------------------------------------------------------------------ */

/*
 * The descriptor of a handle, for use with calls such as read(2). It belongs to the
 * handle and must not be closed.
 */
int maps_area_fd(const struct maps_area *area);

/*
 * Map @length bytes of an area, starting at @offset, which must be a multiple of the
 * page size. @protection and @flags are those of mmap(2). The kernel chooses the address;
 * for a mapping at an address of your own, use mmap(2) with maps_area_fd().
 *
 * Returns 0, with the address in *@address; -EOVERFLOW if @offset is larger than the
 * largest file offset; -EINVAL if @flags has MAP_FIXED or MAP_FIXED_NOREPLACE; or the error of mmap(2) as a negative number. If it was the driver
 * that refused the mapping, maps_area_refusal() tells why.
 */
int maps_area_map(const struct maps_area *area, uint64_t offset, size_t length, int protection, int flags,
		  void **address);

/* Unmap a mapping, or a part of it. Returns 0, or the error of munmap(2). */
int maps_area_unmap(void *address, size_t length);

/*
 * Why the driver refused the last mmap of this handle's open file that it refused: a text
 * of a few lines, each ending in a newline, with the reason, what was asked for, and what
 * to do next. Free *@text with free(3).
 *
 * Returns 0; -ENODATA if no mapping was refused; -ENOMEM.
 */
int maps_area_refusal(const struct maps_area *area, char **text);

/*
 * Take the memory of an area away from everybody, permanently: from then on, touching a
 * mapping raises SIGBUS, and open, mmap, read, write, lseek and fsync fail with ENODEV.
 * maps_area_info() and maps_area_refusal() still work on an open handle. The caller needs
 * CAP_SYS_ADMIN, unless the area is anonymous.
 *
 * Returns 0; -EPERM; -ENODEV if the area was already revoked.
 */
int maps_area_revoke(const struct maps_area *area);

/* --- What is known of an area ----------------------------------------------------- */

/*
 * Get what is known of an area at this moment. Free *@info with maps_info_free().
 * Returns 0; -ENOMEM; -ENOTTY if the loaded driver is older than this library.
 */
int maps_area_info(const struct maps_area *area, struct maps_info **info);

/*
 * Free what maps_area_info() returned; NULL is allowed. What maps_iterator_next()
 * returned belongs to the walk, and must not be freed.
 */
void maps_info_free(struct maps_info *info);

/* "maps0", or "anonymous" if the area has no device. Valid as long as @info is. */
const char *maps_info_name(const struct maps_info *info);

/* "/dev/maps0", or NULL if the area has no device. Valid as long as @info is. */
const char *maps_info_path(const struct maps_info *info);

/* The label, or "" if there is none. Valid as long as @info is. */
const char *maps_info_label(const struct maps_info *info);

/* The size in bytes; 0 once the area is revoked. */
uint64_t maps_info_size(const struct maps_info *info);

/*
 * Where the memory comes from: "vmalloc", "contig", "huge" or "shmem". Static. This and
 * the next two return "unknown" for a value of a newer driver.
 */
const char *maps_info_backing(const struct maps_info *info);

/* How it is mapped: "remap", "range", "insert", "fault", "huge" or "shmem". Static. */
const char *maps_info_mapper(const struct maps_info *info);

/* What MAP_PRIVATE gives: "copy", "readonly" or "refuse". Static. */
const char *maps_info_private(const struct maps_info *info);

/* The NUMA node that was requested; -1 for any. */
int maps_info_node(const struct maps_info *info);

/* The word at the beginning of each page when the area was created. */
uint32_t maps_info_stamp(const struct maps_info *info);

/* The number of its mappings in all processes, and their total size in bytes. */
uint64_t maps_info_mappings(const struct maps_info *info);
uint64_t maps_info_mapped_bytes(const struct maps_info *info);

/* Whether the area has no device. */
bool maps_info_anonymous(const struct maps_info *info);

/* Whether its memory was taken away. */
bool maps_info_revoked(const struct maps_info *info);

/* --- All areas --------------------------------------------------------------------- */

/*
 * Begin a walk over all areas that have a device, in the order of their numbers. The
 * caller need not be able to open them: what is known of them is read from sysfs.
 *
 * Returns 0, with the walk in *@iterator, to be freed with maps_iterator_free(); -ENOENT
 * if the driver is not loaded; -ENOMEM; -EMFILE; -ENFILE; or another error of open(2) or
 * read(2) for /sys/class/maps.
 */
int maps_iterator_new(struct maps_iterator **iterator);

/* Free a walk; NULL is allowed. */
void maps_iterator_free(struct maps_iterator *iterator);

/*
 * What is known of the next area, valid until the next call, or until the walk is freed.
 * NULL at the end, or if the walk cannot continue. An area that is destroyed during the
 * walk is left out.
 */
const struct maps_info *maps_iterator_next(struct maps_iterator *iterator);

/*
 * Why a walk has stopped: 0 if it has reached its end, or has not stopped; -EMFILE,
 * -ENFILE, -ENOMEM, or another error of open(2) or read(2) for an area that could not be
 * read.
 */
int maps_iterator_error(const struct maps_iterator *iterator);

/* The version of the library, such as "0.1.0". Static. */
const char *maps_version(void);

#ifdef __cplusplus
}
#endif

#endif /* LIBMAPS_H */
