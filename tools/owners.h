/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who has areas mapped, or open, as far as /proc shows it to this process.
 *
 * The kernel says of a mapping which file it is of. For most areas that is the
 * device; for those of backing shmem it is a file of the kernel's own, which can
 * be told from others only by who may map the area and then look at the number of
 * the inode. Anonymous areas have the same file, all of them: that they are the
 * driver's is known, and which one it is, is not.
 */
#ifndef MAPS_OWNERS_H
#define MAPS_OWNERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "vma.h"

#define OWNERS_NAME 32

/* The areas of mappings that are the driver's, where it cannot be known which. */
#define OWNERS_ANONYMOUS "anonymous"
#define OWNERS_UNKNOWN "?"

/**
 * struct owners_area - how an area is recognized
 * @name: "maps0"
 * @number: of its device
 * @device, @inode: of the device's node, as mappings of it show
 * @file_device, @file_inode: of the file that is mapped in its place; 0 where there
 *	is none, or where it is not known
 */
struct owners_area {
	char name[OWNERS_NAME];
	dev_t number;
	dev_t device;
	ino_t inode;
	dev_t file_device;
	ino_t file_inode;
};

/**
 * struct owner - one process, and one area
 * @area: its name, or OWNERS_ANONYMOUS or OWNERS_UNKNOWN
 * @pid: the process
 * @command: its name
 * @mappings: how many it has
 * @bytes: their size
 * @present, @copies, @huge: bytes that are there, that are private copies, that are
 *	in huge entries
 * @faults: minor page faults of the whole process, since its beginning
 * @descriptors: how many it has open
 */
struct owner {
	char area[OWNERS_NAME];
	pid_t pid;
	char command[64];
	uint64_t mappings;
	uint64_t bytes;
	uint64_t present;
	uint64_t copies;
	uint64_t huge;
	uint64_t faults;
	uint64_t descriptors;
};

/**
 * struct owners - all of them
 * @list: to be freed by owners_free()
 * @hidden: how many processes could not be looked into
 */
struct owners {
	struct owner *list;
	size_t count;
	size_t hidden;
};

/*
 * Fill in how an area is recognized. @path is its device; @shmem says that its
 * backing is shmem: then it is mapped for a moment, if this process may.
 * Returns 0 or -errno.
 */
int owners_recognize(const char *name, const char *path, bool shmem, struct owners_area *area);

/* Whether an errno says that there is nothing left to look with: nobody knows then who is there. */
bool owners_is_shortage(int error);

/*
 * Find who has areas mapped; with @descriptors, who has them open, too.
 * Returns 0; -ENOMEM, -EMFILE or -ENFILE where it ran out of that; or why /proc could not
 * be read.
 */
int owners_find(const struct owners_area *areas, size_t count, bool descriptors, struct owners *found);

/*
 * The mappings of an area that the process @pid has: *@vmas is to be freed by free(3).
 * Returns 0; -ENOMEM; or why /proc/PID/maps could not be read: -ENOENT where there is no
 * such process.
 */
int owners_vmas(const struct owners_area *area, pid_t pid, struct vma **vmas, size_t *count);

/*
 * The thread that stands for the process @pid, in /proc, too: mostly @pid itself. Where
 * its main thread has ended by pthread_exit(3) while others run, that shows nothing any
 * more, and each of the others all that the process has.
 */
pid_t owners_thread(pid_t pid);

void owners_free(struct owners *owners);

#endif /* MAPS_OWNERS_H */
