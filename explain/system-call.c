// SPDX-License-Identifier: BSD-2-Clause
#include <stddef.h>
#include <string.h>
#include <sys/syscall.h>

#include "explain/call32.h"
#include "explain/system-call.h"

/* i386 and arm have most numbers in common. */
#ifdef __x86_64__
#define EITHER(i386, arm)	(i386)
#else
#define EITHER(i386, arm)	(arm)
#endif

/* @number32: of 32-bit programs on this machine */
static const struct {
	long number;
	long number32;
	const char *name;
	bool writes;
} calls[] = {
	{ SYS_read, 3, "read", true },
	{ SYS_pread64, 180, "pread64", true },
	{ SYS_readv, CALL32_READV, "readv", true },
	{ SYS_preadv, CALL32_PREADV, "preadv", true },
	{ SYS_preadv2, CALL32_PREADV2, "preadv2", true },
	{ SYS_recvfrom, EITHER(371, 292), "recvfrom", true },
	{ SYS_recvmsg, EITHER(372, 297), "recvmsg", true },
	{ SYS_getrandom, EITHER(355, 384), "getrandom", true },
	{ SYS_getdents64, EITHER(220, 217), "getdents64", true },
	{ SYS_fstat, 197, "fstat", true },
	{ SYS_newfstatat, EITHER(300, 327), "newfstatat", true },
	{ SYS_process_vm_readv, CALL32_PROCESS_VM_READV, "process_vm_readv", true },
	{ SYS_process_vm_writev, CALL32_PROCESS_VM_WRITEV, "process_vm_writev", false },
	{ SYS_write, 4, "write", false },
	{ SYS_pwrite64, 181, "pwrite64", false },
	{ SYS_writev, CALL32_WRITEV, "writev", false },
	{ SYS_pwritev, CALL32_PWRITEV, "pwritev", false },
	{ SYS_pwritev2, CALL32_PWRITEV2, "pwritev2", false },
	{ SYS_sendto, EITHER(369, 290), "sendto", false },
	{ SYS_sendmsg, EITHER(370, 296), "sendmsg", false },
	{ SYS_vmsplice, CALL32_VMSPLICE, "vmsplice", false },
	{ SYS_ioctl, 54, "ioctl", false },
	{ SYS_futex, 240, "futex", false },
	{ SYS_mremap, CALL32_MREMAP, "mremap", false },
	{ SYS_madvise, EITHER(219, 220), "madvise", false },
	{ SYS_mlock, 150, "mlock", false },
	{ SYS_msync, 144, "msync", false },
	{ SYS_ptrace, CALL32_PTRACE, "ptrace", false },
	{ SYS_io_uring_setup, 425, "io_uring_setup", false },
	{ SYS_io_uring_enter, 426, "io_uring_enter", false },
	{ SYS_io_uring_register, 427, "io_uring_register", false },
	{ SYS_io_submit, EITHER(248, 246), "io_submit", false },
	{ SYS_openat, CALL32_OPENAT, "openat", false },
	{ SYS_memfd_create, EITHER(356, 385), "memfd_create", false },
};

const char *system_call_name(long number)
{
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		if (calls[i].number == number)
			return calls[i].name;
	return NULL;
}

long system_call_of_32bit(long number)
{
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		if (calls[i].number32 == number)
			return calls[i].number;
	return -number;
}

bool system_call_writes(const char *name)
{
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		if (strcmp(calls[i].name, name) == 0)
			return calls[i].writes;
	return false;
}
