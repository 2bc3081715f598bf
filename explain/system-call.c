// SPDX-License-Identifier: BSD-2-Clause
#include <stddef.h>
#include <string.h>
#include <sys/syscall.h>

#include "explain/system-call.h"

static const struct {
	long number;
	const char *name;
	bool writes;
} calls[] = {
	{ SYS_read, "read", true },
	{ SYS_pread64, "pread64", true },
	{ SYS_readv, "readv", true },
	{ SYS_preadv, "preadv", true },
	{ SYS_preadv2, "preadv2", true },
	{ SYS_recvfrom, "recvfrom", true },
	{ SYS_recvmsg, "recvmsg", true },
	{ SYS_getrandom, "getrandom", true },
	{ SYS_getdents64, "getdents64", true },
	{ SYS_fstat, "fstat", true },
	{ SYS_newfstatat, "newfstatat", true },
	{ SYS_process_vm_readv, "process_vm_readv", true },
	{ SYS_process_vm_writev, "process_vm_writev", false },
	{ SYS_write, "write", false },
	{ SYS_pwrite64, "pwrite64", false },
	{ SYS_writev, "writev", false },
	{ SYS_pwritev, "pwritev", false },
	{ SYS_pwritev2, "pwritev2", false },
	{ SYS_sendto, "sendto", false },
	{ SYS_sendmsg, "sendmsg", false },
	{ SYS_vmsplice, "vmsplice", false },
	{ SYS_ioctl, "ioctl", false },
	{ SYS_futex, "futex", false },
	{ SYS_mremap, "mremap", false },
	{ SYS_madvise, "madvise", false },
	{ SYS_mlock, "mlock", false },
	{ SYS_msync, "msync", false },
	{ SYS_ptrace, "ptrace", false },
	{ SYS_io_uring_setup, "io_uring_setup", false },
	{ SYS_io_uring_enter, "io_uring_enter", false },
	{ SYS_io_uring_register, "io_uring_register", false },
	{ SYS_io_submit, "io_submit", false },
	{ SYS_openat, "openat", false },
	{ SYS_memfd_create, "memfd_create", false },
};

const char *system_call_name(long number)
{
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		if (calls[i].number == number)
			return calls[i].name;
	return NULL;
}

bool system_call_writes(const char *name)
{
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		if (strcmp(calls[i].name, name) == 0)
			return calls[i].writes;
	return false;
}
