// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What is seen from within the kernel. These programs collect and send; what it
 * means is found out in user space.
 *
 * One record is made for each mmap of a watched process, is kept by thread while
 * the call is in flight, and sent at its end; another for each fault that a driver's
 * handler is asked about. The hooks are met by all processes of the machine, so each
 * program first asks whether the process is watched.
 */
#include <stdbool.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

#include "explain/compat.bpf.h"
#include "explain/driver.bpf.h"
#include "explain/event.h"
#include "explain/fault.bpf.h"
#include "explain/file.bpf.h"
#include "explain/operations.bpf.h"
#include "explain/process.bpf.h"
#include "explain/registers.bpf.h"
#include "explain/seen.h"
#include "explain/system-call.bpf.h"
#include "explain/watch.bpf.h"

/* User space's headers are not for here. */
#define ERROR_EIO 5
#define ERROR_EFAULT 14

#define MAP_FIXED_BIT 0x10
#define MAP_ANONYMOUS_BIT 0x20

/*
 * System calls are met in one of two ways. The kernel runs a program once at a time on a
 * processor; where raw ones can be preempted, those of other threads are left out meanwhile.
 * The others run with preemption off, at the price of a record that the kernel makes, and
 * where tracefs can be read.
 */
struct sys_enter_record {
	__u64 common;
	long id;
};

struct sys_exit_record {
	__u64 common;
	long id;
	long ret;
};

/* Those with which this thread came into the kernel; since 5.15. */
static __always_inline struct pt_regs *current_registers(void)
{
	return (struct pt_regs *)bpf_task_pt_regs(bpf_get_current_task_btf());
}

static __always_inline bool is_mmap(long number, bool compat)
{
	return compat ? number == CALL32_MMAP2 : number == CALL_MMAP;
}

static __always_inline bool is_mprotect(long number, bool compat)
{
	if (compat)
		return number == CALL32_MPROTECT || number == CALL32_PKEY_MPROTECT;
	return number == CALL_MPROTECT || number == CALL_PKEY_MPROTECT;
}

static __always_inline void enter_call(struct pt_regs *regs, long number)
{
	__u32 thread = this_thread(), zero = 0;
	bool compat = is_compat(regs);
	struct event_mmap *call;

	leave_all_faults();
	if (!is_mmap(number, compat))
		return;
	call = bpf_map_lookup_elem(&new_call, &zero);
	if (!call)
		return;
	bpf_map_update_elem(&calls, &thread, call, BPF_ANY);
	call = bpf_map_lookup_elem(&calls, &thread);
	if (!call) {
		__sync_fetch_and_add(&lost, 1);
		return;
	}
	begin(&call->event, EVENT_MMAP);
	call_arguments(regs, compat, call->argument);
	if (compat)
		call->argument[5] <<= CALL32_MMAP2_SHIFT;
	call->passed = SEEN_ENTRY;
}

SEC("raw_tracepoint/sys_enter")
int raw_enter(struct bpf_raw_tracepoint_args *ctx)
{
	if (is_watched())
		enter_call((struct pt_regs *)ctx->args[0], (long)ctx->args[1]);
	return 0;
}

SEC("?tracepoint/raw_syscalls/sys_enter")
int whole_enter(struct sys_enter_record *ctx)
{
	if (is_watched())
		enter_call(current_registers(), ctx->id);
	return 0;
}

SEC("kprobe")
int security_enter(struct pt_regs *ctx)
{
	struct file *file = (struct file *)ARGUMENT1(ctx);
	__u32 thread = this_thread();
	struct event_mmap *call;

	if (!file || !is_watched())
		return 0;
	call = bpf_map_lookup_elem(&calls, &thread);
	if (call && !call->file.file) {
		fill_file(&call->file, file);
		meet(file, false);
	}
	return 0;
}

SEC("kretprobe")
int security_leave(struct pt_regs *ctx)
{
	__u32 thread = this_thread();
	struct event_mmap *call = is_watched() ? bpf_map_lookup_elem(&calls, &thread) : NULL;

	if (call && !(call->passed & SEEN_SECURITY)) {
		call->security = (int)RESULT(ctx);
		if (!call->security)
			call->passed |= SEEN_SECURITY;
	}
	return 0;
}

SEC("kprobe")
int region_enter(struct pt_regs *ctx)
{
	__u32 thread = this_thread();
	struct event_mmap *call = is_watched() ? bpf_map_lookup_elem(&calls, &thread) : NULL;

	if (call)
		call->passed |= SEEN_CHECKS;
	return 0;
}

/* perf_event_mmap(): a mapping is complete. */
SEC("kprobe")
int region_complete(struct pt_regs *ctx)
{
	__u32 thread = this_thread();
	struct event_mmap *call = is_watched() ? bpf_map_lookup_elem(&calls, &thread) : NULL;

	struct vm_area_struct *vma = (struct vm_area_struct *)ARGUMENT1(ctx);

	if (call && call->file.file) {
		fill_vma(&call->vma, vma);
		meet_handler(BPF_CORE_READ(vma, vm_file), call->vma.fault, true);
	}
	return 0;
}

static __always_inline bool is_error(__s64 result)
{
	return result < 0 && result >= -4095;
}

/* What the model has to know of: files, errors, and what may cover a file's mapping. */
static __always_inline bool matters(const struct event_mmap *call)
{
	return call->file.file || !(call->argument[3] & MAP_ANONYMOUS_BIT) || call->argument[3] & MAP_FIXED_BIT;
}

static __always_inline void leave_mmap(__s64 result)
{
	__u32 thread = this_thread();
	struct event_mmap *call = bpf_map_lookup_elem(&calls, &thread);

	if (!call)
		return;
	call->result = result;
	if (call->runs.depth)
		__sync_fetch_and_add(&missed, 1);
	if (matters(call))
		send(call, used_bytes(sizeof(*call), &call->runs));
	bpf_map_delete_elem(&calls, &thread);
}

static __always_inline void leave_call(struct pt_regs *regs, __s64 result)
{
	long number = call_number(regs);
	bool compat = is_compat(regs);
	__u32 thread = this_thread();
	__u64 argument[6];

	leave_all_faults();
	bpf_map_delete_elem(&repeats, &thread);
	/* Of a 32-bit program, some kernels give an error without its sign, and some an address with one. */
	if (compat && is_error((int)result))
		result = (int)result;
	else if (compat)
		result = (__u32)result;
	if (is_mmap(number, compat)) {
		leave_mmap(result);
		return;
	}
	call_arguments(regs, compat, argument);
	if (!is_error(result)) {
		if (number == (compat ? CALL32_MUNMAP : CALL_MUNMAP))
			send_range(EVENT_UNMAP, argument, 0);
		if (number == (compat ? CALL32_MREMAP : CALL_MREMAP))
			send_range(EVENT_MOVE, argument, result);
		if (is_mprotect(number, compat))
			send_range(EVENT_PROTECT, argument, 0);
		return;
	}
	if (number == (compat ? CALL32_OPENAT : CALL_OPENAT))
		send_open(argument[1], result);
	else if (number == (compat ? CALL32_OPEN : CALL_OPEN))
		send_open(argument[0], result);
	else if (result == -ERROR_EFAULT || (result == -ERROR_EIO && is_debugging(number, compat, argument[0])))
		send_efault(number, compat, argument, result);
}

SEC("raw_tracepoint/sys_exit")
int raw_leave(struct bpf_raw_tracepoint_args *ctx)
{
	if (is_watched())
		leave_call((struct pt_regs *)ctx->args[0], (__s64)ctx->args[1]);
	return 0;
}

SEC("?tracepoint/raw_syscalls/sys_exit")
int whole_leave(struct sys_exit_record *ctx)
{
	if (is_watched())
		leave_call(current_registers(), ctx->ret);
	return 0;
}

/* The kernel lets programs that are under its own licence call all of it. */
char LICENSE[] SEC("license") = "Dual BSD/GPL";
