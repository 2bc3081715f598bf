// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * An inode for each area.
 *
 * What the kernel knows of a file mapping hangs on the inode: the list of VMAs,
 * by which pages can be unmapped everywhere, and the size. The inode of a device
 * node will not do. There can be several nodes of one device, and their size is 0,
 * for which the kernel installs no huge entries (finish_fault() in mm/memory.c, since
 * 6.18 and in stable kernels; see backing-huge.c).
 */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/magic.h>
#include <linux/mount.h>
#include <linux/pseudo_fs.h>

#include "inode.h"

/* Any number; it shows in statfs() of such a file, which nobody can have. */
#define MAPS_FS_MAGIC	0x6d617073

static struct vfsmount *maps_mount;

static int maps_fs_init(struct fs_context *context)
{
	return init_pseudo(context, MAPS_FS_MAGIC) ? 0 : -ENOMEM;
}

/* No owner: the only mount is ours, and goes before the module does. */
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
 * maps_inode_create - make an inode
 * @size: what it says its size is, in bytes
 *
 * Return: the inode, to be given to iput(); or an ERR_PTR().
 */
struct inode *maps_inode_create(loff_t size)
{
	struct inode *inode = alloc_anon_inode(maps_mount->mnt_sb);

	if (!IS_ERR(inode))
		i_size_write(inode, size);
	return inode;
}
