/* SPDX-License-Identifier: BSD-2-Clause */
/* What is checked: an open device, and what is known of it. */
#ifndef MAPS_TARGET_H
#define MAPS_TARGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/**
 * struct design - what a driver does by design, found out by survey.c
 * @mappable: some mapping of it can be made
 * @touch: what came of reading the first page of a mapping: 0, a signal, or -1
 *	where that did not end
 * @shared: with MAP_SHARED it can be mapped to be read
 * @shared_write: and to be written
 * @private: with MAP_PRIVATE the whole can be mapped to be read
 * @private_touch: as @touch, of such a mapping
 * @private_write: and to be written
 * @sized: it tells its size, by lseek(SEEK_END) or fstat()
 * @exact_length: no part of it can be mapped
 * @fixed_offset: no mapping may begin behind its beginning
 * @fresh: each mapping is memory of its own
 * @once: only one mapping at a time
 * @moving: its memory changes by itself
 * @not_inherited: a child does not inherit its mappings (VM_DONTCOPY)
 * @page_numbers: the mapping has page numbers, no struct pages (VM_PFNMAP, VM_IO)
 * @unbounded: it tells no size, and whatever length is asked for can be mapped
 * @reads: read(2) gives its memory
 * @writes: write(2) changes it
 */
struct design {
	bool mappable;
	int touch;
	bool shared;
	bool shared_write;
	bool private;
	int private_touch;
	bool private_write;
	bool sized;
	bool exact_length;
	bool fixed_offset;
	bool fresh;
	bool once;
	bool moving;
	bool not_inherited;
	bool page_numbers;
	bool unbounded;
	bool reads;
	bool writes;
};

/**
 * struct target - what is checked
 * @name: as the user named it
 * @path: to open it again; NULL where a descriptor was given
 * @fd: it, open
 * @mode: how @fd is open: O_RDWR or O_RDONLY
 * @is_file: it is a block device, or a file of a file system that is not the kernel's own, as
 *	sysfs is, or a memfd: behind its end is SIGBUS
 * @window: the user said where its memory ends; what is behind it is not known
 * @frozen: why it is not to be written to; NULL: it may be
 * @base: offset at which its memory begins, in bytes
 * @length: size of its memory, in bytes, a multiple of @page
 * @end: the size that it tells, in bytes; 0 if it tells none
 * @size: how much of that lies behind @base; 0 if it tells none, or if @base is not before that end
 * @page: size of a page
 * @scratch: a directory for temporary files
 * @design: what it can do
 * @unfinished: the survey was killed, or its time was up: there may be more to @design
 */
struct target {
	const char *name;
	const char *path;
	int fd;
	int mode;
	bool is_file;
	bool window;
	const char *frozen;
	off_t base;
	size_t length;
	size_t end;
	size_t size;
	size_t page;
	const char *scratch;
	struct design design;
	bool unfinished;
};

struct record;

/* The number of pages of the whole device. */
static inline size_t target_pages(const struct target *target)
{
	return target->length / target->page;
}

/* Of a large device, this many pages are looked at. */
#define TARGET_SAMPLES 64

/* How many pages to look at: all, or as many as are enough. */
static inline size_t target_samples(const struct target *target)
{
	return target_pages(target) < TARGET_SAMPLES ? target_pages(target) : TARGET_SAMPLES;
}

/* Which page is sample @index: they are spread over the device, its first and last page among them. */
static inline size_t target_sample(const struct target *target, size_t index)
{
	return index ? index * (target_pages(target) - 1) / (target_samples(target) - 1) : 0;
}

/* How many bytes of a page are the device's, by the size it tells. */
static inline size_t target_inside(const struct target *target, size_t page)
{
	size_t begin = page * target->page;

	if (!target->size || target->size >= begin + target->page)
		return target->page;
	return target->size > begin ? target->size - begin : 0;
}

/* Beyond this, in bytes, nobody looks for the end of one that tells no size. */
#define TARGET_FAR ((size_t)1 << 30)

/* Of a device that is larger, in bytes, no check reads in all of it. */
#define TARGET_LARGE ((size_t)1 << 30)

/*
 * Whether a page, of which @there is a mapping or a copy, is part of the device by what
 * read(2) says. One that is not may be somebody else's memory: it is left alone.
 */
bool target_is_own(const struct target *target, const unsigned char *there, size_t page);

/*
 * Whether the beginning of a page may be written to, to see where it comes out; @memory
 * maps the whole device.
 */
bool target_may_mark(const struct target *target, const unsigned char *memory, size_t page);

/*
 * Whether it is not to be written to, which has been said then. For checks that write
 * where only a driver with a mistake lets it through.
 */
bool target_is_frozen(const struct target *target, struct record *record);

/* How the whole can be mapped to be read: MAP_SHARED where that is possible, or MAP_PRIVATE. */
int target_flags(const struct target *target);

/* And with which protection: PROT_READ, with PROT_WRITE where the driver insists on it. */
int target_protection(const struct target *target);

/* The best protection a mapping with MAP_SHARED may have: PROT_READ, with PROT_WRITE if allowed. */
int target_shared_protection(const struct target *target);

/*
 * mmap a part of the target and write the call down. @offset is from target->base;
 * @flags are MAP_SHARED or MAP_PRIVATE and any other flag. Returns what mmap does,
 * with errno.
 */
void *target_mmap(const struct target *target, struct record *record, size_t length, int protection,
		  int flags, off_t offset);

/* The same, by another descriptor of the device, or, with MAP_FIXED, at @address. */
void *target_mmap_at(const struct target *target, struct record *record, void *address, int fd, size_t length,
		     int protection, int flags, off_t offset);

/* The whole device, to be read: with target_flags() and target_protection(). */
void *target_mmap_whole(const struct target *target, struct record *record);

/*
 * The whole device once more, in a way that the survey could map it. Where that
 * fails now, it is said, and NULL is returned.
 */
unsigned char *target_map(const struct target *target, struct record *record, int protection, int flags);

/*
 * Whether something is mapped there. A driver whose mmap operation returns a
 * positive number makes the kernel return that as an address.
 */
bool target_is_mapped(const struct target *target, void *address);

/* munmap, and write the call down. */
int target_munmap(struct record *record, void *address, size_t length);

/* mprotect, and write the call down; errno is mprotect's. */
int target_mprotect(struct record *record, void *address, size_t length, int protection);

/* Open the device again; -1 with errno, ENODEV where its path leads to another one now. */
int target_open_quietly(const struct target *target, int mode);

/* The same, and write the call down. */
int target_open(const struct target *target, struct record *record, int mode);

#endif /* MAPS_TARGET_H */
