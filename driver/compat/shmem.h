/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the driver does with shmem files, for every kernel. */
#ifndef MAPS_COMPAT_SHMEM_H
#define MAPS_COMPAT_SHMEM_H

#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/shmem_fs.h>

#include "config.h"

/*
 * shmem_file_setup() took VM_ flags as an integer before 7.0 ("mm: update
 * shmem_[kernel]_file_*() functions to use vma_flags_t").
 * This function can go when 7.0 is the oldest kernel in KERNELS.
 */
static inline struct file *maps_shmem_file_setup(const char *name, loff_t size)
{
#ifdef MAPS_HAVE_SHMEM_FILE_SETUP_OF_VMA_FLAGS
	return shmem_file_setup(name, size, EMPTY_VMA_FLAGS);
#else
	return shmem_file_setup(name, size, 0);
#endif
}

/*
 * call_mmap() became vfs_mmap() after mmap_prepare was introduced (6.17, "mm: rename
 * call_mmap/mmap_prepare to vfs_mmap/mmap_prepare").
 * This function can go when 6.17 is the oldest kernel in KERNELS.
 */
static inline int maps_mmap_file(struct file *file, struct vm_area_struct *vma)
{
#ifdef MAPS_HAVE_VFS_MMAP
	return vfs_mmap(file, vma);
#else
	return call_mmap(file, vma);
#endif
}

/*
 * vma_set_file() was added in 5.11 ("mm: introduce vma_set_file function").
 * This function can go when 5.11 is the oldest kernel in KERNELS.
 */
static inline void maps_vma_set_file(struct vm_area_struct *vma, struct file *file)
{
#ifdef MAPS_HAVE_VMA_SET_FILE
	vma_set_file(vma, file);
#else
	get_file(file);
	swap(vma->vm_file, file);
	fput(file);
#endif
}

/*
 * vm_operations_struct.map_pages returned nothing before 5.12 ("mm: Cleanup
 * faultaround and finish_fault() codepaths").
 * These names can go when 5.12 is the oldest kernel in KERNELS.
 */
#ifdef MAPS_HAVE_MAP_PAGES_OF_FAULT
#define maps_map_pages_t vm_fault_t
#define MAPS_MAP_NO_PAGES 0
#else
#define maps_map_pages_t void
#define MAPS_MAP_NO_PAGES ((void)0)
#endif

#endif /* MAPS_COMPAT_SHMEM_H */
