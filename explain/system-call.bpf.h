/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What is told of system calls other than mmap. */
#ifndef MAPS_SYSTEM_CALL_BPF_H
#define MAPS_SYSTEM_CALL_BPF_H

#include "explain/registers.bpf.h"
#include "explain/watch.bpf.h"

static __always_inline void send_range(__u32 type, const __u64 *argument, __s64 result)
{
	struct event_range event = {
		.start = argument[0],
		.length = argument[1],
		.new_start = result,
		.new_length = argument[2],
		.protection = argument[2],
	};

	begin(&event.event, type);
	send(&event, sizeof(event));
}

static __always_inline void send_open(__u64 path, __s64 result)
{
	__u32 zero = 0;
	struct event_open *event = bpf_map_lookup_elem(&open_buffer, &zero);

	if (!event)
		return;
	begin(&event->event, EVENT_OPEN);
	event->result = (int)result;
	event->path[0] = 0;
	bpf_probe_read_user_str(event->path, sizeof(event->path), (void *)path);
	send(event, sizeof(*event));
}

static __always_inline int vector_argument32(long number)
{
	switch (number) {
	case CALL32_READV:
	case CALL32_WRITEV:
	case CALL32_PREADV:
	case CALL32_PWRITEV:
	case CALL32_PREADV2:
	case CALL32_PWRITEV2:
	case CALL32_VMSPLICE:
		return 1;
	case CALL32_PROCESS_VM_READV:
	case CALL32_PROCESS_VM_WRITEV:
		return 3;
	default:
		return 0;
	}
}

/* Which argument of the call names pieces of memory, and how many: 0, where none does. */
static __always_inline int vector_argument(long number, bool compat)
{
	if (compat)
		return vector_argument32(number);
	switch (number) {
	case CALL_READV:
	case CALL_WRITEV:
	case CALL_PREADV:
	case CALL_PWRITEV:
	case CALL_PREADV2:
	case CALL_PWRITEV2:
	case CALL_VMSPLICE:
		return 1;
	case CALL_PROCESS_VM_READV:
	case CALL_PROCESS_VM_WRITEV:
		return 3;
	default:
		return 0;
	}
}

/* A piece is an address and a length, each as wide as an address of the program is. */
static __always_inline void read_vector(struct event_efault *event, __u64 address, __u64 count, __u32 index)
{
	__u64 piece = 0;

	if (index >= count)
		return;
	if (event->compat)
		bpf_probe_read_user(&piece, sizeof(__u32), (void *)(address + index * 2 * sizeof(__u32)));
	else
		bpf_probe_read_user(&piece, sizeof(__u64), (void *)(address + index * 2 * sizeof(__u64)));
	event->vector[index] = piece;
	event->vectors = index + 1;
}

/* Without a loop: kernels up to 6.1 refuse the one that the compiler makes of it (back-edge). */
static __always_inline void read_vectors(struct event_efault *event, __u64 address, __u64 count)
{
	_Static_assert(EVENT_VECTORS == 8, "a line for each");
	read_vector(event, address, count, 0);
	read_vector(event, address, count, 1);
	read_vector(event, address, count, 2);
	read_vector(event, address, count, 3);
	read_vector(event, address, count, 4);
	read_vector(event, address, count, 5);
	read_vector(event, address, count, 6);
	read_vector(event, address, count, 7);
}

/* A debugger reads or writes a word of another's memory: PTRACE_PEEKTEXT, _PEEKDATA, _POKETEXT, _POKEDATA. */
static __always_inline bool is_debugging(long number, bool compat, __u64 request)
{
	return number == (compat ? CALL32_PTRACE : CALL_PTRACE) &&
	       (request == 1 || request == 2 || request == 4 || request == 5);
}

static __always_inline void send_efault(long number, bool compat, const __u64 *argument, __s64 result)
{
	__u32 zero = 0;
	struct event_efault *event = bpf_map_lookup_elem(&efault_buffer, &zero);
	int vectors;

	if (!event)
		return;
	begin(&event->event, EVENT_EFAULT);
	event->call = (__u32)number;
	event->compat = compat;
	event->vectors = 0;
	event->remote = 0;
	event->result = (int)result;
	for (int i = 0; i < 6; i++)
		event->argument[i] = argument[i];
	vectors = vector_argument(number, compat);
	if (vectors == 1)
		read_vectors(event, argument[1], argument[2]);
	if (vectors == 3) {
		event->remote = (__u32)argument[0];
		read_vectors(event, argument[3], argument[4]);
	}
	if (is_debugging(number, compat, argument[0])) {
		event->remote = (__u32)argument[1];
		event->vector[0] = argument[2];
		event->vectors = 1;
	}
	send(event, sizeof(*event));
}

#endif /* MAPS_SYSTEM_CALL_BPF_H */
