/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Who is watched, what is kept of whom in the kernel, and how a record is sent.
 */
#ifndef MAPS_WATCH_BPF_H
#define MAPS_WATCH_BPF_H

#include "explain/event.h"

#define THREADS 8192
#define IN_FLIGHT 512

const volatile __u64 page_size = 4096;

/* Records that there was no place for, and ends of fault handlers and helpers that were not seen. */
__u64 lost;
__u64 missed;

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, THREADS);
	__type(key, __u32);
	__type(value, __u32);
} watched SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, IN_FLIGHT);
	__type(key, __u32);
	__type(value, struct event_mmap);
} calls SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, IN_FLIGHT);
	__type(key, __u32);
	__type(value, struct event_fault);
} faults SEC(".maps");

/* Records as they begin. They are too large for the stack, and are never written. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct event_mmap);
} new_call SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct event_fault);
} new_fault SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct event_efault);
} efault_buffer SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct event_open);
} open_buffer SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4 << 20);
} events SEC(".maps");

static __always_inline __u32 this_thread(void)
{
	return (__u32)bpf_get_current_pid_tgid();
}

static __always_inline bool is_watched(void)
{
	__u32 process = bpf_get_current_pid_tgid() >> 32;

	return bpf_map_lookup_elem(&watched, &process);
}

static __always_inline void begin(struct event *event, __u32 type)
{
	__u64 id = bpf_get_current_pid_tgid();

	event->type = type;
	event->pid = id >> 32;
	event->tid = (__u32)id;
	event->time = bpf_ktime_get_ns();
	bpf_get_current_comm(event->command, sizeof(event->command));
}

/* False: there is no place for it, and user space is told how often that was. */
static __always_inline bool send(void *record, __u64 size)
{
	if (!bpf_ringbuf_output(&events, record, size, 0))
		return true;
	__sync_fetch_and_add(&lost, 1);
	return false;
}

/*
 * The bytes of a record of @whole bytes up to the last run that is used; the runs are
 * its end. It is written so that the verifier sees that the sum stays small.
 */
static __always_inline __u64 used_bytes(__u64 whole, const struct event_runs *runs)
{
	__u64 used = runs->count;

	barrier_var(used);
	used &= 2 * EVENT_RUNS - 1;
	used = whole - sizeof(runs->run) + used * sizeof(struct event_run);
	return used < whole ? used : whole;
}

#endif /* MAPS_WATCH_BPF_H */
