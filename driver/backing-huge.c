// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Backing "huge": pieces of the size that one entry of the next higher page table
 * level can map (2 MiB on x86-64), joined by vmap(). Virtually contiguous and
 * physically scattered, but in large pieces: one entry in place of vmalloc's 512.
 *
 * The pieces are compound pages, with a single reference count, whatever part of
 * a piece is mapped or pinned. Never split such a page while it may be mapped huge,
 * and never map a split page huge (vmf_insert_pfn_pmd() does not notice): the
 * kernel's count of its references would go wrong.
 */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/gfp.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>

#include "area.h"
#include "compat/folio_index.h"
#include "inode.h"

/*
 * The order of the largest piece that fits what is left of the area. It is aligned to
 * its own size, so that a mapping can be, too. The rest after the last huge piece
 * consists of smaller ones.
 */
static unsigned int huge_order(unsigned long index, unsigned long nr_left)
{
	unsigned int order = min_t(unsigned int, ilog2(nr_left), MAPS_HUGE_ORDER);

	return index ? min_t(unsigned int, order, __ffs(index)) : order;
}

static void huge_free_pieces(struct maps_area *area, unsigned long nr_pages)
{
	unsigned long index = 0;

	while (index < nr_pages) {
		unsigned int order = compound_order(area->pages[index]);

		__free_pages(area->pages[index], order);
		index += 1UL << order;
		cond_resched();
	}
}

static int huge_allocate_pieces(struct maps_area *area)
{
	unsigned int limit = MAPS_HUGE_ORDER;
	unsigned long index = 0, i;

	while (index < area->nr_pages) {
		unsigned int order = min(huge_order(index, area->nr_pages - index), limit);
		struct page *page = maps_area_alloc_pages(area, __GFP_COMP, order);

		if (PTR_ERR(page) == -ENOMEM && order) {
			/* Memory is fragmented: this order would fail for the next piece, too. */
			limit = order - 1;
			continue;
		}
		if (IS_ERR(page)) {
			huge_free_pieces(area, index);
			return PTR_ERR(page);
		}
		/*
		 * The kernel does not let a fault map anything past the end of the file,
		 * and reads the position from the piece's index (finish_fault() in
		 * mm/memory.c, since 6.18 and in stable kernels: "mm/memory: do not
		 * populate page table entries beyond i_size"). The page's previous user
		 * has left some number there, which could rule out a huge entry.
		 */
		maps_set_folio_index(page, index);
		for (i = 0; i < 1UL << order; i++)
			area->pages[index++] = page + i;
	}
	return 0;
}

static int huge_allocate(struct maps_area *area)
{
	int err;

	area->inode = maps_inode_create(maps_area_size(area));
	if (IS_ERR(area->inode))
		return PTR_ERR(area->inode);
	err = huge_allocate_pieces(area);
	if (err)
		goto put_inode;
	area->kaddr = vmap(area->pages, area->nr_pages, VM_MAP, PAGE_KERNEL);
	if (!area->kaddr) {
		err = -ENOMEM;
		goto free_pieces;
	}
	return 0;

free_pieces:
	huge_free_pieces(area, area->nr_pages);
put_inode:
	iput(area->inode);
	return err;
}

static void huge_free(struct maps_area *area)
{
	vunmap(area->kaddr);
	huge_free_pieces(area, area->nr_pages);
	iput(area->inode);
}

const struct maps_backing maps_backing_huge = {
	.name = "huge",
	.kind = MAPS_BACKING_HUGE,
	.contiguous = false,
	.any_node = true,
	.allocate = huge_allocate,
	.free = huge_free,
};
