// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * An inode for each area.
 *
 * What the kernel knows about a file mapping is attached to the inode: the list of
 * VMAs, which allows pages to be unmapped everywhere, and the size. The inode of a
 * device node will not do. A device can have several nodes, and their size is 0,
 * in which case the kernel installs no huge entries (finish_fault() in mm/memory.c,
 * since 6.18 and in stable kernels; see backing-huge.c).
 */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/magic.h>
#include <linux/mount.h>
#include <linux/pseudo_fs.h>

#include "inode.h"

/* Arbitrary: statfs() would show it, but nobody can get at such a file. */
#define MAPS_FS_MAGIC	0x6d617073

static struct vfsmount *maps_mount;

static int maps_fs_init(struct fs_context *context)
{
	return init_pseudo(context, MAPS_FS_MAGIC) ? 0 : -ENOMEM;
}

/* No owner: the only mount is ours, and is gone before the module is. */
static struct file_system_type maps_fs = {
	.name = "maps",
	.init_fs_context = maps_fs_init,
	.kill_sb = kill_anon_super,
};

int maps_inode_register(void)
{
	maps_mount = kern_mount(&maps_fs);
	return PTR_ERR_OR_ZERO(maps_mount);
}

void maps_inode_unregister(void)
{
	kern_unmount(maps_mount);
}

/**
 * maps_inode_create - create an inode
 * @size: the size that it reports, in bytes
 *
 * Return: the inode, to be released by iput(); or an ERR_PTR().
 */
struct inode *maps_inode_create(loff_t size)
{
	struct inode *inode = alloc_anon_inode(maps_mount->mnt_sb);

	if (!IS_ERR(inode))
		i_size_write(inode, size);
	return inode;
}
