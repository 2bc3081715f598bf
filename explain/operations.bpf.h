/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Which functions of drivers are probed: those of the files and mappings that a watched process has. */
#ifndef MAPS_OPERATIONS_BPF_H
#define MAPS_OPERATIONS_BPF_H

#include "explain/compat.bpf.h"
#include "explain/event.h"
#include "explain/file.bpf.h"
#include "explain/registers.bpf.h"
#include "explain/watch.bpf.h"

#define SIGNAL_STOP 19	/* user space's headers are not for here */

/*
 * Addresses of operations that are probed, or that user space was told of; and how many
 * modules had been unloaded by then. The kernel drops the probes of one that it unloads, and
 * another, or the same one again, may be put at its address.
 */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, __u64);
	__type(value, __u32);
} operations SEC(".maps");

__u32 unloads;

/* Modules that came or went, by the address of the kernel's structure: how many had been unloaded by then. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, __u64);
	__type(value, __u32);
} unloaded SEC(".maps");

/*
 * How many modules had been unloaded when the driver of @file was loaded, or unloaded itself; a
 * driver need not say which module it is, and then all that were unloaded count.
 */
static __always_inline __u32 last_unloaded(struct file *file)
{
	__u64 module = (__u64)BPF_CORE_READ(file, f_op, owner);
	__u32 *number;

	if (!module)
		return unloads;
	number = bpf_map_lookup_elem(&unloaded, &module);
	return number ? *number : 0;
}

/*
 * Tell user space of a function of @file, if it is new; stop the process till it is probed. It
 * is told first, for nobody else lets the process go on; that its SIGCONT may come before the
 * stop, it has to mind anyway: see continued.c. What could not be told is new the next time, too.
 */
static __always_inline void introduce(struct file *file, __u64 address, __u32 operation, bool stop)
{
	struct event_operation event = { .address = address, .operation = operation, .stopped = stop };
	__u32 *known;

	if (!address)
		return;
	known = bpf_map_lookup_elem(&operations, &address);
	if (known && *known >= last_unloaded(file))
		return;
	event.unloads = unloads;
	bpf_map_update_elem(&operations, &address, &event.unloads, BPF_ANY);
	begin(&event.event, EVENT_OPERATION);
	if (!send(&event, sizeof(event)))
		bpf_map_delete_elem(&operations, &address);
	else if (event.stopped)
		bpf_send_signal(SIGNAL_STOP);
}

static __always_inline void meet(struct file *file, bool stop)
{
	__u32 prepares;
	__u64 address;

	if (!is_drivers(BPF_CORE_READ(file, f_inode)))
		return;
	address = mmap_operation(file, &prepares);
	introduce(file, address, prepares ? OPERATION_PREPARE : OPERATION_MMAP, stop);
}

/* The fault handler of a mapping, which may be of another file than was mapped. */
static __always_inline void meet_handler(struct file *file, __u64 handler, bool stop)
{
	if (file && is_drivers(BPF_CORE_READ(file, f_inode)))
		introduce(file, handler, OPERATION_FAULT, stop);
}

/* The module has ended, and its functions are there no more. */
SEC("raw_tracepoint/module_free")
int module_gone(struct bpf_raw_tracepoint_args *ctx)
{
	__u64 module = ctx->args[0];
	__u32 number = unloads + 1;

	unloads = number;
	bpf_map_update_elem(&unloaded, &module, &number, BPF_ANY);
	return 0;
}

/* What was there before it is older than it, wherever the kernel has put either. */
SEC("raw_tracepoint/module_load")
int module_came(struct bpf_raw_tracepoint_args *ctx)
{
	__u64 module = ctx->args[0];
	__u32 number = unloads;

	bpf_map_update_elem(&unloaded, &module, &number, BPF_ANY);
	return 0;
}

SEC("kprobe")
int fd_install(struct pt_regs *ctx)
{
	if (is_watched())
		meet((struct file *)ARGUMENT2(ctx), true);
	return 0;
}

/* What a process has open when the watch begins: user space reads this once. */
SEC("iter/task_file")
int open_files(struct bpf_iter__task_file *ctx)
{
	struct task_struct *task = ctx->task;
	struct file *file = ctx->file;
	__u32 process;

	if (!task || !file)
		return 0;
	process = BPF_CORE_READ(task, tgid);
	if (bpf_map_lookup_elem(&watched, &process))
		meet(file, false);
	return 0;
}

/* The same of its mappings; since 5.12. */
SEC("iter/task_vma")
int open_mappings(struct bpf_iter__task_vma *ctx)
{
	struct task_struct *task = ctx->task;
	struct vm_area_struct *vma = ctx->vma;
	__u32 process;

	if (!task || !vma)
		return 0;
	process = BPF_CORE_READ(task, tgid);
	if (bpf_map_lookup_elem(&watched, &process))
		meet_handler(BPF_CORE_READ(vma, vm_file), fault_operation(BPF_CORE_READ(vma, vm_ops)), false);
	return 0;
}

#endif /* MAPS_OPERATIONS_BPF_H */
