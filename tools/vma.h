/* SPDX-License-Identifier: BSD-2-Clause */
/* A line of /proc/PID/maps, or of smaps, that begins a mapping. */
#ifndef MAPS_VMA_H
#define MAPS_VMA_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/**
 * struct vma - one mapping
 * @start: its first address
 * @end: the address behind it
 * @letters: "rw-s": what it may be used for, and whether it is shared
 * @offset: the byte of the file at which it begins
 * @device: of the filesystem that the file is on
 * @inode: of the file; 0 where there is none
 * @path: the file's name, as far as the line has one; it may be cut
 */
struct vma {
	uint64_t start;
	uint64_t end;
	char letters[5];
	uint64_t offset;
	dev_t device;
	ino_t inode;
	char path[256];
};

/* Whether @line begins a mapping, which is then in *@vma. */
bool vma_parse(const char *line, struct vma *vma);

/*
 * Look up the mapping of this process that contains @address. Returns 0; -ENOENT; or
 * what opening the file gave, as a negative number.
 */
int vma_of_address(const void *address, struct vma *vma);

#endif /* MAPS_VMA_H */
