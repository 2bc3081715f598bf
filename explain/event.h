/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the programs in the kernel (explain.bpf.c) tell user space (collect-bpf.c).
 *
 * Each record begins with a struct event. What can have runs of helpers is sent only
 * as long as it is used.
 */
#ifndef MAPS_EVENT_H
#define MAPS_EVENT_H

#include <linux/types.h>

enum event_type {
	EVENT_MMAP,		/* an mmap has ended */
	EVENT_FAULT,		/* a page fault gave an error */
	EVENT_SIGNAL,		/* the kernel forces a signal on a thread */
	EVENT_EXIT,		/* a thread has ended */
	EVENT_FORK,		/* a process has a child */
	EVENT_EXEC,		/* it runs another program: its mappings are gone */
	EVENT_UNMAP,		/* munmap */
	EVENT_MOVE,		/* mremap */
	EVENT_PROTECT,		/* mprotect */
	EVENT_EFAULT,		/* a system call gave EFAULT, or a debugger's gave EIO */
	EVENT_OPEN,		/* a file could not be opened */
	EVENT_OPERATION,	/* a driver's function that was not known */
	EVENT_OOPS,		/* the kernel itself failed, in this thread */
};

/* @oops: the kernel has failed in this thread, which never leaves what it is in. */
struct event {
	__u32 type;
	__u32 pid;
	__u32 tid;
	__u32 oops;
	__u64 time;
	char command[16];
};

#define EVENT_PATH 256
#define EVENT_NAME 64

/**
 * struct event_file - an open file
 * @file: the kernel's address of it; only compared
 * @inode: the inode's number
 * @operation: the function behind mmap; 0: none
 * @prepares: it is mmap_prepare
 * @mode, @device, @bytes: of the inode
 * @open_mode: FMODE_ bits
 * @noexec: nothing of its file system may be executed
 * @pseudo: its name has no folder
 * @path: the parts of its name, the last one first, each with a NUL behind it
 * @path_length: their length
 */
struct event_file {
	__u64 file;
	__u64 inode;
	__u64 operation;
	__u32 prepares;
	__u32 mode;
	__u32 device;
	__u32 open_mode;
	__u32 noexec;
	__u32 pseudo;
	__u64 bytes;
	__u32 path_length;
	__u32 reserved;
	char path[EVENT_PATH + EVENT_NAME];
};

/* A VMA; @fault is the function that its faults are given to. */
struct event_vma {
	__u64 start;
	__u64 end;
	__u64 flags;
	__u64 fault;
};

/* See struct helper_run in incident.h. */
struct event_run {
	__u32 helper;
	__u32 returned;
	__u64 count;
	__u64 first;
	__u64 end;
	__u64 size;
	__s64 result;
	__u64 caller;
};

#define EVENT_RUNS 8

/*
 * struct event_runs - the helpers that were called, one run after the other
 * @depth: how deep in helpers that call others the thread is
 * @count: how many runs there are; when all are used, errors take the last one
 * @more: how many calls are in none of these
 * @stack: the stack pointer at the entry of the outermost one
 * @pending: the outermost one that has not returned, if @depth is not 0
 */
struct event_runs {
	__u32 depth;
	__u32 count;
	__u32 more;
	__u32 reserved;
	__u64 stack;
	struct event_run pending;
	struct event_run run[EVENT_RUNS];
};

/* EVENT_MMAP; the same is kept in the kernel while the call is in flight. */
struct event_mmap {
	struct event event;
	__u64 argument[6];
	__s64 result;
	__u32 passed;
	__s32 security;
	__u32 driver_depth;
	__u32 driver_called;
	__u32 driver_returned;
	__s64 driver_result;
	__u64 vma_pointer;
	struct event_file file;
	struct event_vma vma;
	struct event_runs runs;
};

/*
 * EVENT_FAULT: a driver's fault handler has answered; and what is kept in the kernel
 * while it runs.
 * @pointer: the struct vm_fault that it was given
 * @stack: the stack pointer at its entry
 * @flags, @result: FAULT_FLAG_ bits, and what it returned
 * @inside: the thread is in the handler, so deep: one can call another's
 * @no_page: it returned that there is a page, and there is none
 */
struct event_fault {
	struct event event;
	__u64 address;
	__u64 ip;
	__u64 pointer;
	__u64 stack;
	__u32 flags;
	__u32 result;
	__u32 inside;
	__u32 no_page;
	struct event_file file;
	struct event_vma vma;
	struct event_runs runs;
};

/* A fault that is taken again and again; kept in the kernel, a thread each. */
struct event_repeat {
	__u64 address;
	__u64 since;
	__u64 times;
	__u32 result;
	__u32 reserved;
};

/* @ip, @write: the code that made the access, and whether that was a write. */
struct event_signal {
	struct event event;
	__s32 signal;
	__s32 code;
	__u64 address;
	__u64 ip;
	__u32 write;
	__u32 reserved;
};

struct event_exit {
	struct event event;
	__s32 code;
	__u32 last;		/* no other thread of the process is left */
};

struct event_fork {
	struct event event;
	__u32 child;
	__u32 reserved;
};

/* EVENT_UNMAP, EVENT_MOVE and EVENT_PROTECT; @protection: what the latter gave, PROT_ bits. */
struct event_range {
	struct event event;
	__u64 start;
	__u64 length;
	__u64 new_start;
	__u64 new_length;
	__u64 protection;
};

#define EVENT_VECTORS 8

struct event_efault {
	struct event event;
	__u32 call;
	__u32 compat;
	__u32 vectors;
	__u32 remote;		/* the process that the vectors are of, where it is another */
	__s32 result;
	__u32 reserved;
	__u64 argument[6];
	__u64 vector[EVENT_VECTORS];
};

struct event_open {
	struct event event;
	__s32 result;
	__u32 reserved;
	char path[EVENT_PATH];
};

/* Which function of a driver's it is. */
enum operation {
	OPERATION_MMAP,
	OPERATION_PREPARE,	/* mmap_prepare */
	OPERATION_FAULT,	/* the handler of a mapping's faults */
};

/* @unloads: how many modules had been unloaded; a probe that is older than that may be gone. */
struct event_operation {
	struct event event;
	__u64 address;
	__u32 unloads;
	__u32 reserved;
	__u32 operation;
	__u32 stopped;		/* the process is stopped, or will be at once, and waits for SIGCONT */
};

#endif /* MAPS_EVENT_H */
