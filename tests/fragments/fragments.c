// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A module that fragments the machine's memory while it is loaded: it takes all of
 * it in blocks of half a huge page, and gives every other one back. What is free
 * then is plenty, and nowhere as large as a huge page.
 */
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/pgtable.h>

#define BLOCK_ORDER	(PMD_SHIFT - PAGE_SHIFT - 1)

/* Blocks that are kept, by page->lru; covered by load and unload being one thread. */
static LIST_HEAD(blocks);

static void free_blocks(bool all)
{
	struct page *page, *next;
	bool odd = false;

	list_for_each_entry_safe(page, next, &blocks, lru) {
		odd = !odd;
		if (!all && odd)
			continue;
		list_del(&page->lru);
		__free_pages(page, BLOCK_ORDER);
	}
}

static int __init fragments_init(void)
{
	struct page *page;

	while ((page = alloc_pages(GFP_KERNEL | __GFP_NOWARN | __GFP_NORETRY, BLOCK_ORDER)))
		list_add_tail(&page->lru, &blocks);
	if (list_empty(&blocks))
		return -ENOMEM;
	free_blocks(false);
	return 0;
}

static void __exit fragments_exit(void)
{
	free_blocks(true);
}

module_init(fragments_init);
module_exit(fragments_exit);

MODULE_DESCRIPTION("Memory without huge pages");
MODULE_LICENSE("Dual BSD/GPL");
