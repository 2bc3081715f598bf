/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* An area: kernel memory that can be mapped. It knows nothing about devices. */
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
 * struct maps_backing - one source of memory for areas
 * @name: its name in the module parameter and in sysfs
 * @kind: its number in ioctls
 * @contiguous: whether the pages of an area are always physically contiguous
 * @any_node: whether all of the memory can come from one given NUMA node
 * @allocate: fill in @kaddr, @inode and @pages of an area whose @nr_pages is set. The
 *	memory is zeroed, charged to the caller, and from @node. Returns 0 or a negative
 *	errno: -EINTR if the caller was killed. It never prints anything and never
 *	invokes the OOM killer, except for the page tables of vmap(), one page in 512,
 *	whose allocation takes no flags
 * @free: give all of that back
 * @revoke: make sure that pages which were unmapped are not mapped again; NULL if it
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

/* The operations of files of shmem's inode. */
extern const struct file_operations maps_shmem_fops;

/**
 * struct maps_area - kernel memory, and the list of its pages
 * @refs: held by the device until it is revoked or removed, and by each of its open
 *	files. A VMA keeps its file open, so the memory outlives all mappings, even those
 *	made by pfn (mapper-remap.c), which hold no references to the pages themselves.
 * @backing: where the memory comes from
 * @nr_pages: its size
 * @node: the NUMA node that all of it comes from; NUMA_NO_NODE for any
 * @kaddr: its kernel virtual address; all of it is contiguous there
 * @pages: its pages, in order
 * @inode: the area's own, not that of a device node: its i_mapping has all VMAs that show
 *	the area. It is the f_mapping of each open file, except with shmem: see
 *	maps_file_set_mapping()
 * @shmem: the file that the memory belongs to, for backing shmem; otherwise NULL
 *
 * Only @refs changes after maps_area_create(), so no lock is needed. Synchronizing
 * access to the contents is up to the programs that map them, as with any shared
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

/* Limit on the total size of all areas, in bytes; 0 means half of the system's memory. */
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
