// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Backing "shmem": a file of the kernel's shared memory, held by the driver, with
 * its pages joined by vmap().
 *
 * To the kernel, a mapping of it is a mapping of that file: futexes between
 * processes, mlock and mremap to a larger size work as they do for any file. The
 * price is that shmem is in charge of the pages, and that a mapping costs what a
 * memfd's costs.
 */
#include <linux/err.h>
#include <linux/fcntl.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/pagemap.h>
#include <linux/sched/signal.h>
#include <linux/shmem_fs.h>
#include <linux/vmalloc.h>

#include "area.h"
#include "compat/shmem.h"

static void shmem_put_pages(struct maps_area *area, unsigned long nr_pages)
{
	while (nr_pages--) {
		put_page(area->pages[nr_pages]);
		cond_resched();
	}
}

static int shmem_get_pages(struct maps_area *area)
{
	struct address_space *mapping = area->shmem->f_mapping;
	const gfp_t flags = GFP_HIGHUSER | __GFP_NOWARN | __GFP_RETRY_MAYFAIL;
	unsigned long index;

	/*
	 * shmem expects that its pages can be moved, and takes them from memory that the
	 * kernel must be able to clear (ZONE_MOVABLE, CMA). These stay where they are.
	 */
	mapping_set_gfp_mask(mapping, GFP_HIGHUSER);
	/* The kernel accesses them through vmap(), so they must not be swapped out. */
	mapping_set_unevictable(mapping);
	for (index = 0; index < area->nr_pages; index++) {
		struct page *page = ERR_PTR(-EINTR);

		/* shmem itself charges the caller. */
		if (!fatal_signal_pending(current))
			page = shmem_read_mapping_page_gfp(mapping, index, flags);
		if (IS_ERR(page)) {
			shmem_put_pages(area, index);
			return PTR_ERR(page);
		}
		set_page_dirty(page);	/* we may write to it at any time */
		area->pages[index] = page;
	}
	return 0;
}

/*
 * What a file of the inode can do: nothing. Nobody is to get at shmem, except through
 * the driver's mmap.
 */
const struct file_operations maps_shmem_fops = {
	.owner = THIS_MODULE,
	.fsync = noop_fsync,	/* for msync() */
};

/*
 * With CAP_CHECKPOINT_RESTORE, the file of a mapping can be opened again through
 * /proc/PID/map_files. Such a file must not be able to do anything; and changing its
 * size, which does not involve the file's operations, is prevented by seals.
 */
static void shmem_close_ways(struct maps_area *area)
{
	area->inode->i_fop = &maps_shmem_fops;
	/* Without CONFIG_SHMEM, the inode is one of ramfs, which has no seals. */
	if (IS_ENABLED(CONFIG_SHMEM))
		SHMEM_I(area->inode)->seals |= F_SEAL_SHRINK | F_SEAL_GROW;
}

/*
 * Whoever has opened such a file with O_PATH has its inode, without a reference on this
 * module.
 */
static void shmem_open_ways(struct maps_area *area)
{
	area->inode->i_fop = area->shmem->f_op;
}

static int shmem_allocate(struct maps_area *area)
{
	int err;

	area->shmem = maps_shmem_file_setup("maps", maps_area_size(area));
	/* If there is no memory for an inode, shmem reports a full file system. */
	if (area->shmem == ERR_PTR(-ENOSPC))
		return -ENOMEM;
	if (IS_ERR(area->shmem))
		return PTR_ERR(area->shmem);
	area->inode = file_inode(area->shmem);
	err = shmem_get_pages(area);
	if (err)
		goto put_file;
	area->kaddr = vmap(area->pages, area->nr_pages, VM_MAP, PAGE_KERNEL);
	if (!area->kaddr) {
		err = -ENOMEM;
		goto put_pages;
	}
	shmem_close_ways(area);
	return 0;

put_pages:
	shmem_put_pages(area, area->nr_pages);
put_file:
	fput(area->shmem);
	return err;
}

static void shmem_free(struct maps_area *area)
{
	shmem_open_ways(area);
	vunmap(area->kaddr);
	shmem_put_pages(area, area->nr_pages);
	fput(area->shmem);
}

static void shmem_revoke(struct maps_area *area)
{
	/*
	 * madvise(MADV_COLLAPSE) maps the huge pages of a file without a fault, so
	 * remove them from the file. Our own references keep the pages until the area
	 * is freed.
	 *
	 * vfs_truncate() would ask the security modules, which may refuse. The file
	 * keeps its size, which tells shmem how much reserved memory to give back.
	 */
	shmem_truncate_range(area->inode, 0, (loff_t)-1);
}

const struct maps_backing maps_backing_shmem = {
	.name = "shmem",
	.kind = MAPS_BACKING_SHMEM,
	.contiguous = false,
	.any_node = false,
	.allocate = shmem_allocate,
	.free = shmem_free,
	.revoke = shmem_revoke,
};
