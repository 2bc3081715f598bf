/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What is told of a file and of a VMA, and whether the file is a driver's. */
#ifndef MAPS_FILE_BPF_H
#define MAPS_FILE_BPF_H

#include "explain/compat.bpf.h"
#include "explain/event.h"

/* S_IFMT and those behind it: user space's headers are not for here. */
#define MODE_FORMAT 0170000
#define MODE_CHARACTER 0020000
#define MODE_REGULAR 0100000
#define MNT_NOEXEC_BIT 0x4
#define SB_NOEXEC_BIT 0x2	/* SB_I_NOEXEC */
#define MAGIC_SYSFS 0x62656572
#define MAGIC_DEBUGFS 0x64626720

#define PATH_DEPTH 12

static __always_inline void fill_path(struct event_file *out, struct file *file)
{
	struct dentry *entry = BPF_CORE_READ(file, f_path.dentry);
	struct vfsmount *root = BPF_CORE_READ(file, f_path.mnt);
	struct mount *mount = (void *)root - bpf_core_field_offset(struct mount, mnt);
	__u32 length = 0;

	for (int i = 0; i < PATH_DEPTH; i++) {
		struct dentry *parent = BPF_CORE_READ(entry, d_parent);
		long used;

		root = (void *)mount + bpf_core_field_offset(struct mount, mnt);
		if (entry == BPF_CORE_READ(root, mnt_root)) {
			struct mount *above = BPF_CORE_READ(mount, mnt_parent);

			if (above == mount)
				break;
			entry = BPF_CORE_READ(mount, mnt_mountpoint);
			mount = above;
			continue;
		}
		if (length >= EVENT_PATH)
			break;
		used = bpf_probe_read_kernel_str(out->path + (length & (EVENT_PATH - 1)), EVENT_NAME,
						 BPF_CORE_READ(entry, d_name.name));
		if (used > 0)
			length += used;
		if (entry == parent) {
			out->pseudo = 1;
			break;
		}
		entry = parent;
	}
	out->path_length = length;
}

/* As path_noexec(): by how it is mounted, or as those of no disk are, such as proc. */
static __always_inline bool is_noexec(struct file *file, struct inode *inode)
{
	return BPF_CORE_READ(file, f_path.mnt, mnt_flags) & MNT_NOEXEC_BIT ||
	       BPF_CORE_READ(inode, i_sb, s_iflags) & SB_NOEXEC_BIT;
}

static __always_inline void fill_file(struct event_file *out, struct file *file)
{
	struct inode *inode = BPF_CORE_READ(file, f_inode);

	out->file = (__u64)file;
	out->inode = BPF_CORE_READ(inode, i_ino);
	out->operation = mmap_operation(file, &out->prepares);
	out->mode = BPF_CORE_READ(inode, i_mode);
	out->device = BPF_CORE_READ(inode, i_rdev);
	out->bytes = BPF_CORE_READ(inode, i_size);
	out->open_mode = BPF_CORE_READ(file, f_mode);
	out->noexec = is_noexec(file, inode);
	fill_path(out, file);
}

static __always_inline __u64 fault_operation(const struct vm_operations_struct *vm_ops)
{
	return vm_ops ? (__u64)BPF_CORE_READ(vm_ops, fault) : 0;
}

static __always_inline void fill_vma(struct event_vma *out, struct vm_area_struct *vma)
{
	out->start = BPF_CORE_READ(vma, vm_start);
	out->end = BPF_CORE_READ(vma, vm_end);
	out->flags = BPF_CORE_READ(vma, vm_flags);
	out->fault = fault_operation(BPF_CORE_READ(vma, vm_ops));
}

/*
 * Whose operations are probed: drivers', and not those of file systems, which no
 * driver's author has to look at, and which all processes come by.
 */
static __always_inline bool is_drivers(struct inode *inode)
{
	__u32 format = BPF_CORE_READ(inode, i_mode) & MODE_FORMAT;
	__u64 magic;

	if (format == MODE_CHARACTER || !format)
		return true;
	if (format != MODE_REGULAR)
		return false;
	magic = BPF_CORE_READ(inode, i_sb, s_magic);
	return magic == MAGIC_SYSFS || magic == MAGIC_DEBUGFS;
}

#endif /* MAPS_FILE_BPF_H */
