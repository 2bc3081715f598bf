/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An incident: all that was seen of one mmap, from the system call to the signal
 * that killed the program.
 *
 * Collectors make incidents (collect-bpf.c, collect-tracefs.c, collect-ptrace.c);
 * explanation.c makes a text of one, and knows nothing of where it comes from. What
 * a collector cannot see it leaves at 0 and says so in @blind.
 */
#ifndef MAPS_INCIDENT_H
#define MAPS_INCIDENT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* What went wrong, as the program met it. */
enum incident_kind {
	INCIDENT_GOOD,		/* nothing: a mapping for --all */
	INCIDENT_REFUSED,	/* mmap gave an error */
	INCIDENT_SWALLOWED,	/* a helper gave an error, and mmap succeeded */
	INCIDENT_KILLED,	/* a signal, by an access to a mapping */
	INCIDENT_EFAULT,	/* a system call on a mapped buffer gave EFAULT */
	INCIDENT_STUCK,		/* something was entered and never left */
};

/* The kernel functions by which a driver maps; helper.c has their names. */
enum helper {
	HELPER_REMAP_PFN_RANGE,
	HELPER_REMAP_VMALLOC_RANGE,
	HELPER_REMAP_VMALLOC_RANGE_PARTIAL,
	HELPER_VM_INSERT_PAGE,
	HELPER_VM_INSERT_PAGES,
	HELPER_VM_MAP_PAGES,
	HELPER_VM_MAP_PAGES_ZERO,
	HELPER_VM_IOMAP_MEMORY,
	HELPER_VMF_INSERT_PFN,
	HELPER_VMF_INSERT_PFN_PROT,
	HELPER_VMF_INSERT_MIXED,
	HELPER_COUNT,
};

/* Which parts of mmap a call got through; those behind the last one, it did not reach. */
enum passed {
	PASSED_ENTRY = 1 << 0,		/* the system call began in the kernel */
	PASSED_SECURITY = 1 << 1,	/* security_mmap_file() agreed */
	PASSED_CHECKS = 1 << 2,		/* do_mmap()'s own checks: mmap_region() began */
	PASSED_TO_DRIVER = 1 << 3,	/* the driver's operation was called */
	PASSED_DRIVER = 1 << 4,		/* and returned 0 */

	/* Not of mmap, and in @unwatched only: */
	PASSED_HELPERS = 1 << 8,	/* the driver's calls of helpers */
	PASSED_FAULTS = 1 << 9,		/* what the fault handler answers */
};

/**
 * struct helper_run - calls of one helper, one after the other, from one place and
 * with one result
 * @helper: which one
 * @in_fault: called by a fault handler, not by mmap
 * @returned: it did; where not, @result means nothing
 * @count: how many calls
 * @first: the address of the first call
 * @end: the end of the last one
 * @size: bytes of one call; 0: they differ
 * @result: what each returned: 0 or -errno; of vmf_ helpers, VM_FAULT_ bits
 * @caller: the return address
 * @caller_name: "ignored_error_mmap+0x54 [broken]"; empty where unknown
 * @caller_line: "ignored-error.c:31"; empty where there is no debug information
 */
struct helper_run {
	enum helper helper;
	bool in_fault;
	bool returned;
	uint32_t count;
	uint64_t first;
	uint64_t end;
	uint64_t size;
	int64_t result;
	uint64_t caller;
	char caller_name[96];
	char caller_line[96];
};

#define INCIDENT_RUNS 8

/**
 * struct incident - see above
 * @kind: what went wrong
 * @source: "bpf", "tracefs" or "ptrace"
 * @blind: what it could not see, as a sentence; empty: nothing
 * @pid, @tid, @command: who
 *
 * The call; @called is false where the mapping is older than the watch:
 * @called, @returned: whether the mmap was seen, and its end
 * @address, @length, @protection, @flags, @fd, @offset: its arguments
 * @result: an address, or -errno
 * @passed: see enum passed
 * @unwatched: which of these could not be seen, because a hook was not attached: that
 *	they are missing in @passed, or that no helper was called, means nothing. The
 *	collectors' own blindness, by @source, is known and need not be said here
 * @security: what security_mmap_file() returned
 * @mmap_min_addr: the limit on addresses, where @address is below it; else 0
 * @not_opened, @open_result: where @fd is none, of the open() that failed before: its path, and -errno;
 *	else empty and 0
 * @times: how often the very same happened; 0 is once
 *
 * The object:
 * @path: its name, as far as it is known; empty: nothing but anonymous memory
 * @is_device, @major, @minor: whether it is a device, and which
 * @is_regular, @size: whether it is a regular file, and its size when it was mapped
 * @size_seen: the size is a later one: when the access went wrong, or, if its path still led to it, by the end
 *	of the watch
 * @mapped_size: if so, what it was when it was mapped
 * @inode: its number, of a regular file; 0: not known
 * @removed: the device was gone when the watch ended: neither its node nor its number is known
 * @readable, @writable: how the descriptor is open
 * @noexec: its file system is mounted noexec, or nothing of it can be executed
 * @module: the driver's module; empty: built in
 * @operation: the function that implements mmap, by name; empty: it has none
 * @prepares: that is mmap_prepare, not mmap
 * @fault_operation: the function of the VMA's fault handler; empty: none or unknown
 * @operations_known: whether the two above were looked at
 *
 * @page: the size of a page; 0: 4096, as a recording may leave it out
 *
 * The VMA, as last seen:
 * @first: where the first page of the mapping is, or would be, had nothing been unmapped or moved away since;
 *	0: not known
 * @vma_start, @vma_end, @vma_flags: VM_ bits, as in include/linux/mm.h of 5.10 on
 *
 * The driver:
 * @driver_called, @driver_returned, @driver_result: its mmap operation
 * @run, @runs: the helpers it called
 * @more_runs: how many calls are left out of these, as there was no place: what was mapped is not all known
 * @more_in_fault: how many of those were made in a fault
 *
 * The access that went wrong:
 * @faulted: a fault handler of the driver was seen to answer, or to be entered
 * @fault_address, @fault_result: where, and what it returned (VM_FAULT_ bits)
 * @fault_ip, @fault_write: the code that made the access; 0: not known; and which access
 * @signal, @signal_code, @signal_address: the signal, si_code and si_addr
 * @died: it killed the program, which else caught it, and failed
 * @fault_count: how many faults there were at @fault_address, one after the other
 * @system_call, @argument: the system call that gave EFAULT, and the address it got
 * @system_call_name: its name, as by system_call_name(); numbers differ by machine
 * @system_call_result: what it gave, where that is not -EFAULT (a debugger's -EIO); by bpf only
 * @oops: the kernel itself failed, in this thread: an oops, or a BUG()
 * @stuck_in: the name of what was entered and never left
 */
struct incident {
	enum incident_kind kind;
	char source[8];
	char blind[256];
	pid_t pid;
	pid_t tid;
	char command[16];

	bool called;
	bool returned;
	uint64_t address;
	uint64_t length;
	uint32_t protection;
	uint32_t flags;
	int32_t fd;
	uint64_t offset;
	int64_t result;
	uint32_t passed;
	uint32_t unwatched;
	int32_t security;
	uint64_t mmap_min_addr;
	char not_opened[256];
	int32_t open_result;
	uint32_t times;

	char path[256];
	bool is_device;
	uint32_t major;
	uint32_t minor;
	bool removed;
	bool is_regular;
	uint64_t size;
	bool size_seen;
	uint64_t mapped_size;
	uint64_t inode;
	bool readable;
	bool writable;
	bool noexec;
	char module[56];
	char operation[64];
	bool prepares;
	char fault_operation[64];
	bool operations_known;
	uint32_t page;

	uint64_t first;
	uint64_t vma_start;
	uint64_t vma_end;
	uint64_t vma_flags;

	bool driver_called;
	bool driver_returned;
	int64_t driver_result;
	unsigned int runs;
	uint32_t more_runs;
	uint32_t more_in_fault;
	struct helper_run run[INCIDENT_RUNS];

	bool faulted;
	uint64_t fault_address;
	uint64_t fault_ip;
	bool fault_write;
	uint32_t fault_result;
	int32_t signal;
	int32_t signal_code;
	uint64_t signal_address;
	bool died;
	uint32_t fault_count;
	int32_t system_call;
	char system_call_name[32];
	int32_t system_call_result;
	uint64_t argument;
	bool oops;
	char stuck_in[64];
};

/* What went wrong with a mapping before is no part of what goes wrong next; what it is, and its mmap, stay. */
void incident_forget_access(struct incident *incident);

/* The access was answered as @fault tells, unless an earlier answer is known. */
void incident_add_fault(struct incident *incident, const struct incident *fault);

/* What the file had at the time is worth more than what it had when it was mapped. */
void incident_add_size(struct incident *incident, const struct incident *seen);

#endif /* MAPS_INCIDENT_H */
