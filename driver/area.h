/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* An area: kernel memory that can be mapped. It knows nothing of devices. */
#ifndef MAPS_AREA_H
#define MAPS_AREA_H

#include <linux/fs.h>
#include <linux/gfp.h>
#include <linux/kref.h>
#include <linux/maps.h>
#include <linux/mm_types.h>
#include <linux/pgtable.h>
#include <linux/types.h>

/* The size of a huge page table entry, in pages and as an order. */
#define MAPS_HUGE_ORDER	(PMD_SHIFT - PAGE_SHIFT)
#define MAPS_HUGE_PAGES	(PMD_SIZE / PAGE_SIZE)

struct maps_area;

/**
 * struct maps_backing - one way to get the memory of an area
 * @name: as the module parameter and sysfs spell it
 * @kind: the same as a number, for ioctls
 * @contiguous: whether the pages follow each other in physical memory, always
 * @any_node: whether all memory can be had from one NUMA node, as is asked for
 * @allocate: fill in @kaddr, @inode and @pages of an area whose @nr_pages is set,
 *	with memory that is zeroed, charged to the caller, and of @node; 0 or a
 *	negative errno: -EINTR where the caller was killed. It never prints, and
 *	never wakes the OOM killer, but for the page tables of vmap(), one page in 512, for
 *	which nothing can be asked
 * @free: give all of that back
 * @revoke: see to it that pages which were unmapped are not mapped again; NULL where it
 *	is enough that our fault handlers refuse to
 */
struct maps_backing {
	const char *name;
	enum maps_backing_kind kind;
	bool contiguous;
	bool any_node;
	int (*allocate)(struct maps_area *area);
	void (*free)(struct maps_area *area);
	void (*revoke)(struct maps_area *area);
};

extern const struct maps_backing maps_backing_vmalloc;
extern const struct maps_backing maps_backing_contig;
extern const struct maps_backing maps_backing_huge;
extern const struct maps_backing maps_backing_shmem;

/* What the files of the inode of shmem can do. */
extern const struct file_operations maps_shmem_fops;

/**
 * struct maps_area - kernel memory, and the list of its pages
 * @refs: the device until it is revoked or removed, and each open file of it.
 *	A VMA keeps its file open, so the memory outlives all mappings: those
 *	made by pfn (mapper-remap.c) hold no reference on the pages themselves.
 * @backing: where the memory is from
 * @nr_pages: its size
 * @node: the NUMA node that all of it is from; NUMA_NO_NODE for any
 * @kaddr: where the kernel sees it, in one piece
 * @pages: its pages, in their order
 * @inode: of no device, but the area's own: its i_mapping has all VMAs that show the
 *	area. It is the f_mapping of each open file, but for shmem: see
 *	maps_file_set_mapping()
 * @shmem: the file the memory belongs to, for backing shmem; else NULL
 *
 * Nothing but @refs changes after maps_area_create(), so no lock is needed. The
 * bytes themselves belong to the programs that map them, as with any shared
 * memory.
 */
struct maps_area {
	struct kref refs;
	const struct maps_backing *backing;
	unsigned long nr_pages;
	int node;
	void *kaddr;
	struct page **pages;
	struct inode *inode;
	struct file *shmem;
};

/* What all areas together may have, in bytes; 0 is half of the machine's memory. */
extern unsigned long maps_max_bytes;

const struct maps_backing *maps_backing_find(const char *name, unsigned long nr_pages);
const struct maps_backing *maps_backing_of_kind(u32 kind, unsigned long nr_pages);

struct maps_area *maps_area_create(const struct maps_backing *backing, unsigned long nr_pages,
				   int node);
struct page *maps_area_alloc_pages(const struct maps_area *area, gfp_t flags, unsigned int order);
void maps_area_get(struct maps_area *area);
void maps_area_put(struct maps_area *area);
void maps_area_unmap(struct maps_area *area);
void maps_area_revoke(struct maps_area *area);
unsigned long maps_area_piece(const struct maps_area *area, unsigned long index);
void maps_area_stamp(struct maps_area *area, u32 stamp);

static inline size_t maps_area_size(const struct maps_area *area)
{
	return area->nr_pages << PAGE_SHIFT;
}

#endif /* MAPS_AREA_H */
