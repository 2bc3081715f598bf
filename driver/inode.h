/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Inodes of a file system of our own, which user space can neither mount nor see. */
#ifndef MAPS_INODE_H
#define MAPS_INODE_H

#include <linux/types.h>

struct inode;

int maps_inode_register(void);
void maps_inode_unregister(void);

struct inode *maps_inode_create(loff_t size);

#endif /* MAPS_INODE_H */
