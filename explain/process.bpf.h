/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* How processes come, fail and end. */
#ifndef MAPS_PROCESS_BPF_H
#define MAPS_PROCESS_BPF_H

#include "explain/compat.bpf.h"
#include "explain/event.h"
#include "explain/fault.bpf.h"
#include "explain/watch.bpf.h"

/* User space's headers are not for here. */
#define SIGNAL_BUS 7
#define SIGNAL_SEGV 11

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

#endif /* MAPS_PROCESS_BPF_H */
