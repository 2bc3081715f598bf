// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* An area: allocate kernel memory, keep track of its pages, and free it. */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/nodemask.h>
#include <linux/overflow.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <asm/byteorder.h>

#include "area.h"
#include "compat/account.h"

/* One page in this many goes to the list of pages and to the page tables of vmap(). */
#define PAGE_OVERHEAD	(PAGE_SIZE / (sizeof(struct page *) + sizeof(pte_t)))

unsigned long maps_max_bytes;

static DEFINE_SPINLOCK(maps_area_total_lock);	/* protects maps_area_total */
static unsigned long maps_area_total;		/* pages in all areas */

static const struct maps_backing *const maps_backings[] = {
	&maps_backing_vmalloc,
	&maps_backing_contig,
	&maps_backing_huge,
	&maps_backing_shmem,
};

static const struct maps_backing *maps_backing_best(unsigned long nr_pages)
{
	return nr_pages < MAPS_HUGE_PAGES ? &maps_backing_vmalloc : &maps_backing_huge;
}

/**
 * maps_backing_find - find a backing by its name
 * @name: as the user wrote it; "auto" is the best one for the size
 * @nr_pages: the size
 *
 * Return: the backing, or NULL if there is none of that name.
 */
const struct maps_backing *maps_backing_find(const char *name, unsigned long nr_pages)
{
	size_t i;

	if (!strcmp(name, "auto"))
		return maps_backing_best(nr_pages);
	for (i = 0; i < ARRAY_SIZE(maps_backings); i++)
		if (!strcmp(name, maps_backings[i]->name))
			return maps_backings[i];
	return NULL;
}

/**
 * maps_backing_of_kind - find a backing by its number
 * @kind: an enum maps_backing_kind; MAPS_BACKING_AUTO is the best one for the size
 * @nr_pages: the size
 *
 * Return: the backing, or NULL if there is none of that number.
 */
const struct maps_backing *maps_backing_of_kind(u32 kind, unsigned long nr_pages)
{
	size_t i;

	if (kind == MAPS_BACKING_AUTO)
		return maps_backing_best(nr_pages);
	for (i = 0; i < ARRAY_SIZE(maps_backings); i++)
		if (kind == maps_backings[i]->kind)
			return maps_backings[i];
	return NULL;
}

/* Add @nr_pages to the total of all areas, if the limit allows it. */
static int maps_area_reserve(unsigned long nr_pages)
{
	/* Root may change it at any time, so read it only once. */
	unsigned long bytes = READ_ONCE(maps_max_bytes);
	unsigned long allowed = bytes ? bytes >> PAGE_SHIFT : totalram_pages() / 2;
	unsigned long total;
	int err = -EDQUOT;

	spin_lock(&maps_area_total_lock);
	if (!check_add_overflow(maps_area_total, nr_pages, &total) && total <= allowed) {
		maps_area_total = total;
		err = 0;
	}
	spin_unlock(&maps_area_total_lock);
	return err;
}

static void maps_area_unreserve(unsigned long nr_pages)
{
	spin_lock(&maps_area_total_lock);
	maps_area_total -= nr_pages;
	spin_unlock(&maps_area_total_lock);
}

/**
 * maps_area_alloc_pages - allocate pages for an area
 * @area: the area; its @node is set
 * @flags: GFP_ flags, in addition to those of every allocation for an area
 * @order: the number of pages, as a power of two
 *
 * Return: zeroed pages, charged to the caller's cgroup; or an ERR_PTR(): -ENOMEM if
 * there are none, without a report and without invoking the OOM killer, be it the
 * system's or the cgroup's; -EINTR if the caller was killed, since allocating a
 * large area takes a while.
 */
struct page *maps_area_alloc_pages(const struct maps_area *area, gfp_t flags, unsigned int order)
{
	struct page *page;

	if (fatal_signal_pending(current))
		return ERR_PTR(-EINTR);
	cond_resched();
	flags |= GFP_KERNEL | MAPS_GFP_ACCOUNT | __GFP_ZERO | __GFP_NOWARN | __GFP_RETRY_MAYFAIL;
	/* Without a node, the caller's memory policy decides. */
	if (area->node == NUMA_NO_NODE)
		page = alloc_pages(flags, order);
	else
		page = alloc_pages_node(area->node, flags | __GFP_THISNODE, order);
	return page ? page : ERR_PTR(-ENOMEM);
}

/**
 * maps_area_create - allocate an area; its memory is zeroed
 * @backing: where the memory comes from
 * @nr_pages: its size in pages; not 0
 * @node: the NUMA node that all of it has to come from; NUMA_NO_NODE for any
 *
 * Return: the area, with one reference, held by the caller; or an ERR_PTR(): -ENOMEM
 * if there is not enough memory, -EOVERFLOW if the size exceeds the address space,
 * -EDQUOT if all areas together would exceed maps_max_bytes, -EINVAL if the node
 * has no memory or cannot be chosen, -EINTR if the caller was killed.
 */
struct maps_area *maps_area_create(const struct maps_backing *backing, unsigned long nr_pages,
				   int node)
{
	const gfp_t flags = GFP_KERNEL_ACCOUNT | __GFP_NOWARN | __GFP_RETRY_MAYFAIL;
	struct maps_area *area;
	size_t size;
	int err;

	if (check_mul_overflow(nr_pages, PAGE_SIZE, &size))
		return ERR_PTR(-EOVERFLOW);
	/*
	 * Asking for more memory than there is would invoke the OOM killer or
	 * print a report, so look first. What is available now may be gone in a
	 * moment, but the allocation itself copes with that.
	 */
	if (nr_pages + nr_pages / PAGE_OVERHEAD > (unsigned long)max(si_mem_available(), 0L))
		return ERR_PTR(-ENOMEM);
	if (node != NUMA_NO_NODE &&
	    (!backing->any_node || node < 0 || node >= MAX_NUMNODES || !node_state(node, N_MEMORY)))
		return ERR_PTR(-EINVAL);
	err = maps_area_reserve(nr_pages);
	if (err)
		return ERR_PTR(err);

	area = kzalloc(sizeof(*area), flags);
	if (!area) {
		err = -ENOMEM;
		goto unreserve;
	}
	kref_init(&area->refs);
	area->backing = backing;
	area->nr_pages = nr_pages;
	area->node = node;

	area->pages = kvmalloc_array(nr_pages, sizeof(*area->pages), flags);
	if (!area->pages) {
		err = -ENOMEM;
		goto free_area;
	}
	err = backing->allocate(area);
	if (err)
		goto free_pages;
	return area;

free_pages:
	kvfree(area->pages);
free_area:
	kfree(area);
unreserve:
	maps_area_unreserve(nr_pages);
	return ERR_PTR(err);
}

void maps_area_get(struct maps_area *area)
{
	kref_get(&area->refs);
}

static void maps_area_release(struct kref *refs)
{
	struct maps_area *area = container_of(refs, struct maps_area, refs);

	area->backing->free(area);
	kvfree(area->pages);
	maps_area_unreserve(area->nr_pages);
	kfree(area);
}

/**
 * maps_area_put - drop a reference; the last one frees the memory
 * @area: the area
 */
void maps_area_put(struct maps_area *area)
{
	kref_put(&area->refs, maps_area_release);
}

/**
 * maps_area_unmap - remove the pages of an area from all mappings
 * @area: an area whose mappings already refuse faults
 *
 * Private copies are removed, too: what a program made of the area is not kept when
 * the area itself is taken away.
 */
void maps_area_unmap(struct maps_area *area)
{
	unmap_mapping_range(area->inode->i_mapping, 0, 0, 1);
}

/**
 * maps_area_revoke - take an area away from everyone who maps it, permanently
 * @area: an area to whose mappings no more pages are added
 */
void maps_area_revoke(struct maps_area *area)
{
	maps_area_unmap(area);
	if (area->backing->revoke)
		area->backing->revoke(area);
}

/**
 * maps_area_piece - the block of physical memory that begins with a page
 * @area: an area that is not contiguous
 * @index: any page
 *
 * Return: the size of the block in pages; 1 if the page is a single one, or within a
 * larger block.
 */
unsigned long maps_area_piece(const struct maps_area *area, unsigned long index)
{
	struct page *page = area->pages[index];

	return PageHead(page) ? 1UL << compound_order(page) : 1;
}

/**
 * maps_area_stamp - write a mark at the beginning of each page
 * @area: an area that nobody maps yet
 * @stamp: the mark, least significant byte first on every machine; 0xaabbccdd
 *	gives the bytes dd cc bb aa, and 0 leaves the pages zeroed
 */
void maps_area_stamp(struct maps_area *area, u32 stamp)
{
	unsigned long index;

	for (index = 0; stamp && index < area->nr_pages; index++) {
		*(__le32 *)(area->kaddr + (index << PAGE_SHIFT)) = cpu_to_le32(stamp);
		cond_resched();
	}
}
