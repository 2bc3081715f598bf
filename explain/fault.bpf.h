/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Faults that a driver's handler is asked about. The probes are of drivers' own handlers, and not
 * of handle_mm_fault(), by which all page faults of the machine come: those of other processes
 * cost nothing.
 */
#ifndef MAPS_FAULT_BPF_H
#define MAPS_FAULT_BPF_H

#include "explain/compat.bpf.h"
#include "explain/event.h"
#include "explain/file.bpf.h"
#include "explain/registers.bpf.h"
#include "explain/runs.bpf.h"
#include "explain/watch.bpf.h"

#define FAULT_ERRORS 0x873	/* VM_FAULT_ERROR */
#define FAULT_RETRY 0x400	/* VM_FAULT_RETRY */
#define FAULT_NO_PAGE 0x1d00	/* VM_FAULT_NOPAGE, _RETRY, _FALLBACK, _DONE_COW: none is returned */
#define FAULT_MANY 1000

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, THREADS);
	__type(key, __u32);
	__type(value, struct event_repeat);
} repeats SEC(".maps");

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
	if (fault->inside || fault->runs.depth)
		__sync_fetch_and_add(&missed, 1);
	bpf_map_delete_elem(&faults, &thread);
}

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

#endif /* MAPS_FAULT_BPF_H */
