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
#include "explain/event.h"
#include "explain/file.bpf.h"
#include "explain/registers.bpf.h"
#include "explain/runs.bpf.h"
#include "explain/seen.h"
#include "explain/system-call.bpf.h"
#include "explain/watch.bpf.h"

/* User space's headers are not for here. */
#define SIGNAL_BUS 7
#define SIGNAL_SEGV 11
#define SIGNAL_STOP 19
#define ERROR_EIO 5
#define ERROR_EFAULT 14

#define MAP_FIXED_BIT 0x10
#define MAP_ANONYMOUS_BIT 0x20
#define MAP_FIXED_NOREPLACE_BIT 0x100000

#define FAULT_ERRORS 0x873	/* VM_FAULT_ERROR */
#define FAULT_RETRY 0x400	/* VM_FAULT_RETRY */
#define FAULT_NO_PAGE 0x1d00	/* VM_FAULT_NOPAGE, _RETRY, _FALLBACK, _DONE_COW: none is returned */
#define FAULT_MANY 1000

/* --- Drivers' operations --------------------------------------------------------------- */

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

/* The call of this thread, where the driver's operation on @file is part of it. */
static __always_inline struct event_mmap *call_in_driver(struct file *file)
{
	__u32 thread = this_thread();
	struct event_mmap *call = bpf_map_lookup_elem(&calls, &thread);

	if (!call || !(call->passed & SEEN_SECURITY) || (file && call->file.file != (__u64)file))
		return NULL;
	return call;
}

static __always_inline void enter_driver(struct event_mmap *call, void *vma)
{
	call->passed |= SEEN_CHECKS | SEEN_TO_DRIVER;
	if (!call->driver_depth++)
		call->vma_pointer = (__u64)vma;
	call->driver_called = 1;
}

SEC("kprobe")
int driver_enter(struct pt_regs *ctx)
{
	struct event_mmap *call = is_watched() ? call_in_driver((struct file *)ARGUMENT1(ctx)) : NULL;

	if (call)
		enter_driver(call, (void *)ARGUMENT2(ctx));
	return 0;
}

SEC("kprobe")
int driver_prepare_enter(struct pt_regs *ctx)
{
	struct vm_area_desc *desc = (struct vm_area_desc *)ARGUMENT1(ctx);
	struct event_mmap *call;

	if (!has_desc() || !is_watched())
		return 0;
	call = call_in_driver(BPF_CORE_READ(desc, file));
	if (call)
		enter_driver(call, desc);
	return 0;
}

/* How the call got out of the driver; the caller reads the VMA. */
static __always_inline struct event_mmap *leave_driver(struct pt_regs *ctx)
{
	struct event_mmap *call = is_watched() ? call_in_driver(NULL) : NULL;

	if (!call || !call->driver_depth || --call->driver_depth)
		return NULL;
	call->driver_returned = 1;
	call->driver_result = (int)RESULT(ctx);
	if (!call->driver_result)
		call->passed |= SEEN_DRIVER;
	return call;
}

SEC("kretprobe")
int driver_leave(struct pt_regs *ctx)
{
	struct event_mmap *call = leave_driver(ctx);
	struct vm_area_struct *vma;

	if (!call || !call->vma_pointer)
		return 0;
	vma = (struct vm_area_struct *)call->vma_pointer;
	fill_vma(&call->vma, vma);
	if (!call->driver_result)
		meet_handler(BPF_CORE_READ(vma, vm_file), call->vma.fault, true);
	return 0;
}

SEC("kretprobe")
int driver_prepare_leave(struct pt_regs *ctx)
{
	struct event_mmap *call = leave_driver(ctx);
	struct vm_area_desc *desc;

	if (has_desc() && call && call->vma_pointer) {
		desc = (struct vm_area_desc *)call->vma_pointer;
		call->vma.start = BPF_CORE_READ(desc, start);
		call->vma.end = BPF_CORE_READ(desc, end);
		call->vma.flags = desc_flags(desc);
		call->vma.fault = fault_operation(BPF_CORE_READ(desc, vm_ops));
		if (!call->driver_result)
			meet_handler(BPF_CORE_READ(desc, file), call->vma.fault, true);
	}
	return 0;
}

/* --- mmap, from its entry on -------------------------------------------------------------- */

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

/*
 * This thread is in no fault any more. What one has left behind may be of a helper that was
 * called elsewhere, or of a handler whose end was missed.
 */
static __always_inline void leave_all_faults(void)
{
	__u32 thread = this_thread();
	struct event_fault *fault = bpf_map_lookup_elem(&faults, &thread);

	if (!fault)
		return;
	if (fault->inside)
		__sync_fetch_and_add(&missed, 1);
	bpf_map_delete_elem(&faults, &thread);
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

/* --- The helpers that drivers call ------------------------------------------------------------ */

SEC("kretprobe")
int helper_leave(struct pt_regs *ctx)
{
	if (is_watched())
		leave_helper(ctx, true);
	return 0;
}

SEC("kretprobe")
int fault_helper_leave(struct pt_regs *ctx)
{
	if (is_watched())
		leave_helper(ctx, false);
	return 0;
}

static __always_inline void enter_whole(struct pt_regs *ctx, __u32 helper)
{
	struct vm_area_struct *vma = (struct vm_area_struct *)ARGUMENT1(ctx);
	__u64 start = BPF_CORE_READ(vma, vm_start);

	enter_helper(ctx, helper, start, BPF_CORE_READ(vma, vm_end) - start, 1);
}

/* A helper with the arguments (vma, address, ...) that covers @size. */
#define HELPER(name, id, size)								\
SEC("kprobe")										\
int name(struct pt_regs *ctx)								\
{											\
	if (is_watched())								\
		enter_helper(ctx, id, ARGUMENT2(ctx), size, 1);				\
	return 0;									\
}

/* One that fills its VMA. */
#define WHOLE(name, id)									\
SEC("kprobe")										\
int name(struct pt_regs *ctx)								\
{											\
	if (is_watched())								\
		enter_whole(ctx, id);							\
	return 0;									\
}

/* One with the argument (desc): the core maps what mmap_prepare has asked for. */
#define PREPARED(name, id)								\
SEC("kprobe")										\
int name(struct pt_regs *ctx)								\
{											\
	struct vm_area_desc *desc = (struct vm_area_desc *)ARGUMENT1(ctx);		\
	__u64 start;									\
											\
	if (has_desc() && is_watched()) {						\
		start = BPF_CORE_READ(desc, start);					\
		enter_helper(ctx, id, start, BPF_CORE_READ(desc, end) - start, 1);	\
	}										\
	return 0;									\
}

HELPER(remap_pfn_range, SEEN_REMAP_PFN_RANGE, ARGUMENT4(ctx))
WHOLE(remap_vmalloc_range, SEEN_REMAP_VMALLOC_RANGE)
HELPER(remap_vmalloc_range_partial, SEEN_REMAP_VMALLOC_RANGE_PARTIAL, ARGUMENT5(ctx))
HELPER(vm_insert_page, SEEN_VM_INSERT_PAGE, page_size)
WHOLE(vm_map_pages, SEEN_VM_MAP_PAGES)
WHOLE(vm_map_pages_zero, SEEN_VM_MAP_PAGES_ZERO)
WHOLE(vm_iomap_memory, SEEN_VM_IOMAP_MEMORY)
HELPER(vmf_insert_pfn, SEEN_VMF_INSERT_PFN, page_size)
HELPER(vmf_insert_pfn_prot, SEEN_VMF_INSERT_PFN_PROT, page_size)
HELPER(vmf_insert_mixed, SEEN_VMF_INSERT_MIXED, page_size)
PREPARED(remap_pfn_range_prepare, SEEN_REMAP_PFN_RANGE)
PREPARED(simple_ioremap_prepare, SEEN_VM_IOMAP_MEMORY)
PREPARED(map_kernel_pages_prepare, SEEN_VM_INSERT_PAGES)

/* vm_insert_pages(vma, address, pages, &count) */
SEC("kprobe")
int vm_insert_pages(struct pt_regs *ctx)
{
	unsigned long pages = 0;

	if (!is_watched())
		return 0;
	bpf_probe_read_kernel(&pages, sizeof(pages), (void *)ARGUMENT4(ctx));
	enter_helper(ctx, SEEN_VM_INSERT_PAGES, ARGUMENT2(ctx), pages * page_size, 1);
	return 0;
}

/* --- Faults ----------------------------------------------------------------------------------- */

/*
 * These are probes of drivers' own handlers, and not of handle_mm_fault(), by which
 * all page faults of the machine come: those of other processes cost nothing.
 */

/*
 * Whether a handler was called by another one, for the same fault: deeper in the stack. Where
 * all of a kretprobe's instances are in use, the end of a function is missed, and the next
 * fault finds what the one before has left; as a rule at the same place in the stack.
 */
static __always_inline bool is_nested(const struct event_fault *fault, struct vm_fault *vmf, __u64 address, __u64 stack)
{
	return fault->inside && fault->pointer == (__u64)vmf && fault->address == address && stack < fault->stack;
}

static __always_inline void enter_fault(struct vm_fault *vmf, __u64 stack)
{
	__u32 thread = this_thread();
	struct event_fault *fault = bpf_map_lookup_elem(&faults, &thread);
	__u64 address = BPF_CORE_READ(vmf, address);

	if (fault && is_nested(fault, vmf, address, stack)) {
		fault->inside++;
		return;
	}
	/* At the same place, it may have been called by another one in its last line. */
	if (fault && fault->inside && (fault->pointer != (__u64)vmf || fault->address != address))
		__sync_fetch_and_add(&missed, 1);
	fault = make_fault();
	if (!fault)
		return;
	fault->inside = 1;
	fault->pointer = (__u64)vmf;
	fault->stack = stack;
	fault->address = address;
	fault->flags = fault_flags(vmf);
	fill_vma(&fault->vma, BPF_CORE_READ(vmf, vma));
}

SEC("kprobe")
int handler_enter(struct pt_regs *ctx)
{
	if (is_watched())
		enter_fault((struct vm_fault *)ARGUMENT1(ctx), STACK(ctx));
	return 0;
}

/*
 * Count faults at one address, with no system call between them. Returns how many
 * there were; 1, too, for one that had another result than the one before.
 */
static __always_inline __u64 count_repeats(__u64 address, __u32 result)
{
	struct event_repeat new = { .address = address, .result = result, .times = 1 };
	__u32 thread = this_thread();
	struct event_repeat *repeat = bpf_map_lookup_elem(&repeats, &thread);

	if (repeat && repeat->address == address && repeat->result == result)
		return ++repeat->times;
	new.since = bpf_ktime_get_ns();
	bpf_map_update_elem(&repeats, &thread, &new, BPF_ANY);
	return 1;
}

/* The code in user space that this thread came from. */
static __always_inline __u64 user_instruction(void *ctx)
{
	__u64 ip = 0;

	return bpf_get_stack(ctx, &ip, sizeof(ip), BPF_F_USER_STACK) > 0 ? ip : 0;
}

static __always_inline void send_fault(struct pt_regs *ctx, struct event_fault *fault)
{
	struct vm_fault *vmf = (struct vm_fault *)fault->pointer;
	struct file *file = BPF_CORE_READ(vmf, vma, vm_file);

	fault->ip = user_instruction(ctx);
	if (file)
		fill_file(&fault->file, file);
	send(fault, used_bytes(sizeof(*fault), &fault->runs));
}

/* To be tried again, by the kernel itself; unless it is an -errno, which has the bit as well. */
static __always_inline bool is_retry(__u32 result)
{
	return result & FAULT_RETRY && result < (__u32)-4095;
}

SEC("kretprobe")
int handler_leave(struct pt_regs *ctx)
{
	__u32 thread = this_thread(), result = (__u32)RESULT(ctx);
	struct event_fault *fault = is_watched() ? bpf_map_lookup_elem(&faults, &thread) : NULL;
	struct vm_fault *vmf;
	__u64 times;

	if (!fault || !fault->inside || --fault->inside)
		return 0;
	fault->result = result;
	vmf = (struct vm_fault *)fault->pointer;
	if (!is_retry(result)) {
		times = count_repeats(fault->address, result);
		if (!(result & (FAULT_ERRORS | FAULT_NO_PAGE)))
			fault->no_page = !BPF_CORE_READ(vmf, page);
		/* Of a fault that is repeated for ever, the first time is told, or, if it is no error, a late one. */
		if (fault->no_page || (result & FAULT_ERRORS ? times == 1 : times == FAULT_MANY))
			send_fault(ctx, fault);
	}
	bpf_map_delete_elem(&faults, &thread);
	return 0;
}

/* --- Signals and processes -------------------------------------------------------------------- */

/*
 * All of the functions that force a signal on a thread come by here, for broken memory
 * and protection keys, too. Those that others send have no code, or one below 0.
 */
SEC("raw_tracepoint/signal_generate")
int signal_forced(struct bpf_raw_tracepoint_args *ctx)
{
	struct kernel_siginfo *info = (struct kernel_siginfo *)ctx->args[1];
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	struct event_signal event = { .signal = (int)ctx->args[0] };

	if ((event.signal != SIGNAL_BUS && event.signal != SIGNAL_SEGV) || !is_watched() ||
	    (struct task_struct *)ctx->args[2] != task)
		return 0;
	event.code = BPF_CORE_READ(info, si_code);
	if (event.code <= 0)
		return 0;
	begin(&event.event, EVENT_SIGNAL);
	event.address = (__u64)BPF_CORE_READ(info, _sifields._sigfault._addr);
	event.ip = user_instruction(ctx);
	event.write = fault_was_write(task);
	send(&event, sizeof(event));
	return 0;
}

SEC("kprobe")
int oops_enter(struct pt_regs *ctx)
{
	__u32 thread = this_thread();
	struct event_fault *fault;
	struct event_mmap *call;
	struct event event = { 0 };

	if (!is_watched())
		return 0;
	/* User space looks for what the thread was in when it is told: see forget_thread(). */
	fault = bpf_map_lookup_elem(&faults, &thread);
	if (fault)
		fault->event.oops = 1;
	call = bpf_map_lookup_elem(&calls, &thread);
	if (call)
		call->event.oops = 1;
	begin(&event, EVENT_OOPS);
	send(&event, sizeof(event));
	return 0;
}

/* wake_up_new_task(): the child is whole, and has not run. */
SEC("kprobe")
int process_fork(struct pt_regs *ctx)
{
	struct task_struct *child = (struct task_struct *)ARGUMENT1(ctx);
	__u32 process = BPF_CORE_READ(child, tgid), yes = 1;
	struct event_fork event = { 0 };

	if (!is_watched() || process == bpf_get_current_pid_tgid() >> 32)
		return 0;
	bpf_map_update_elem(&watched, &process, &yes, BPF_ANY);
	begin(&event.event, EVENT_FORK);
	event.child = process;
	send(&event, sizeof(event));
	return 0;
}

SEC("raw_tracepoint/sched_process_exec")
int process_exec(struct bpf_raw_tracepoint_args *ctx)
{
	struct event event = { 0 };

	if (!is_watched())
		return 0;
	begin(&event, EVENT_EXEC);
	send(&event, sizeof(event));
	return 0;
}

/* What a thread is in when it ends, it had left, unless the kernel failed in it. */
static __always_inline void forget_thread(void)
{
	__u32 thread = this_thread();
	struct event_fault *fault = bpf_map_lookup_elem(&faults, &thread);
	struct event_mmap *call = bpf_map_lookup_elem(&calls, &thread);

	if (fault && !fault->event.oops)
		leave_all_faults();
	if (call && !call->event.oops)
		bpf_map_delete_elem(&calls, &thread);
	bpf_map_delete_elem(&repeats, &thread);
}

SEC("raw_tracepoint/sched_process_exit")
int process_exit(struct bpf_raw_tracepoint_args *ctx)
{
	struct task_struct *task = (struct task_struct *)ctx->args[0];
	__u32 process = bpf_get_current_pid_tgid() >> 32;
	struct event_exit event = { 0 };

	if (!is_watched())
		return 0;
	begin(&event.event, EVENT_EXIT);
	event.code = BPF_CORE_READ(task, exit_code);
	event.last = BPF_CORE_READ(task, signal, live.counter) == 0;
	send(&event, sizeof(event));
	forget_thread();
	if (event.last)
		bpf_map_delete_elem(&watched, &process);
	return 0;
}

/* The kernel lets programs that are under its own licence call all of it. */
char LICENSE[] SEC("license") = "Dual BSD/GPL";
