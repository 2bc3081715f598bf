/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The kernel's structures, as far as they are looked at, and the only place that
 * knows one kernel from another. libbpf finds the fields by name when it loads the
 * programs, in unnamed unions too; what was renamed or moved has a function here.
 */
#ifndef MAPS_COMPAT_BPF_H
#define MAPS_COMPAT_BPF_H

#define KERNEL_STRUCT __attribute__((preserve_access_index))

struct qstr {
	const unsigned char *name;
} KERNEL_STRUCT;

struct super_block {
	unsigned long s_magic;
	unsigned long s_iflags;
} KERNEL_STRUCT;

struct inode {
	unsigned short i_mode;
	unsigned long i_ino;
	__u32 i_rdev;
	long long i_size;
	struct super_block *i_sb;
} KERNEL_STRUCT;

struct dentry {
	struct dentry *d_parent;
	struct qstr d_name;
} KERNEL_STRUCT;

struct vfsmount {
	struct dentry *mnt_root;
	int mnt_flags;
} KERNEL_STRUCT;

struct mount {
	struct mount *mnt_parent;
	struct dentry *mnt_mountpoint;
	struct vfsmount mnt;
} KERNEL_STRUCT;

struct path {
	struct vfsmount *mnt;
	struct dentry *dentry;
} KERNEL_STRUCT;

struct module;
struct vm_area_desc;
struct vm_area_struct;

struct file_operations {
	struct module *owner;
	int (*mmap)(struct file *file, struct vm_area_struct *vma);
	int (*mmap_prepare)(struct vm_area_desc *desc);
} KERNEL_STRUCT;

struct file {
	struct path f_path;
	struct inode *f_inode;
	const struct file_operations *f_op;
	unsigned int f_mode;
} KERNEL_STRUCT;

struct vm_operations_struct {
	void *fault;
} KERNEL_STRUCT;

struct vm_area_struct {
	unsigned long vm_start;
	unsigned long vm_end;
	unsigned long vm_flags;
	const struct vm_operations_struct *vm_ops;
	struct file *vm_file;
} KERNEL_STRUCT;

enum fault_flag {
	FAULT_FLAG_WRITE = 1,
};

struct vm_fault {
	struct vm_area_struct *vma;
	enum fault_flag flags;
	unsigned long address;
	struct page *page;
} KERNEL_STRUCT;

struct kernel_siginfo {
	int si_code;
	struct {
		struct {
			void *_addr;
		} _sigfault;
	} _sifields;
} KERNEL_STRUCT;

struct signal_struct {
	struct {
		int counter;
	} live;
} KERNEL_STRUCT;

/* Before 5.14. */
struct vm_fault___number {
	unsigned int flags;
} KERNEL_STRUCT;

/* What x86 and arm64 keep of the last fault that gave a signal. */
struct thread_struct {
	unsigned long error_code;
	unsigned long fault_code;
} KERNEL_STRUCT;

struct task_struct {
	int pid;
	int tgid;
	int exit_code;
	struct signal_struct *signal;
	struct thread_struct thread;
} KERNEL_STRUCT;

struct bpf_iter__task_file {
	struct task_struct *task;
	__u32 fd;
	struct file *file;
} KERNEL_STRUCT;

struct bpf_iter__task_vma {
	struct task_struct *task;
	struct vm_area_struct *vma;
} KERNEL_STRUCT;

/* Since 6.16. Before 6.19, flags are a number in it; since then, a bitmap. */
struct vm_area_desc {
	struct file *file;
	unsigned long start;
	unsigned long end;
	unsigned long vm_flags;
	const struct vm_operations_struct *vm_ops;
} KERNEL_STRUCT;

struct vm_area_desc___bitmap {
	struct {
		unsigned long bits[1];
	} vma_flags;
} KERNEL_STRUCT;

/* What looks into one is not loaded by kernels that have none, unless it asks first. */
static __always_inline bool has_desc(void)
{
	return bpf_core_type_exists(struct vm_area_desc);
}

static __always_inline unsigned long desc_flags(struct vm_area_desc *desc)
{
	struct vm_area_desc___bitmap *bitmap = (void *)desc;
	unsigned long flags = 0;

	if (bpf_core_field_exists(bitmap->vma_flags))
		bpf_probe_read_kernel(&flags, sizeof(flags), __builtin_preserve_access_index(&bitmap->vma_flags));
	else if (bpf_core_field_exists(desc->vm_flags))
		flags = BPF_CORE_READ(desc, vm_flags);
	return flags;
}

static __always_inline __u32 fault_flags(struct vm_fault *vmf)
{
	struct vm_fault___number *old = (void *)vmf;

	if (bpf_core_field_exists(vmf->flags))
		return BPF_CORE_READ(vmf, flags);
	return bpf_core_field_exists(old->flags) ? BPF_CORE_READ(old, flags) : 0;
}

/* Whether the access that gave @task a signal was a write: X86_PF_WRITE; ESR_ELx_WNR. */
static __always_inline bool fault_was_write(struct task_struct *task)
{
	if (bpf_core_field_exists(task->thread.error_code))
		return BPF_CORE_READ(task, thread.error_code) & 0x2;
	if (bpf_core_field_exists(task->thread.fault_code))
		return BPF_CORE_READ(task, thread.fault_code) & 0x40;
	return false;
}

/* The function behind mmap. Since 6.16 it can be mmap_prepare, which comes first. */
static __always_inline unsigned long mmap_operation(struct file *file, __u32 *prepares)
{
	const struct file_operations *operations = BPF_CORE_READ(file, f_op);
	unsigned long prepare = 0;

	*prepares = 0;
	if (!operations)
		return 0;
	if (bpf_core_field_exists(operations->mmap_prepare))
		prepare = (unsigned long)BPF_CORE_READ(operations, mmap_prepare);
	*prepares = !!prepare;
	return prepare ? prepare : (unsigned long)BPF_CORE_READ(operations, mmap);
}

#endif /* MAPS_COMPAT_BPF_H */
