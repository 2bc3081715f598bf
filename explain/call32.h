/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Numbers of system calls of 32-bit programs: for the programs in the kernel, and for who
 * watches such a program from a 64-bit one, whose headers do not have them.
 */
#ifndef MAPS_CALL32_H
#define MAPS_CALL32_H

/* i386 and arm have the same numbers for the first. */
enum call32 {
	CALL32_MMAP2 = 192,
	CALL32_PTRACE = 26,
	CALL32_MUNMAP = 91,
	CALL32_MPROTECT = 125,
	CALL32_MREMAP = 163,
	CALL32_OPEN = 5,
	CALL32_READV = 145,
	CALL32_WRITEV = 146,
#if defined(__TARGET_ARCH_x86) || defined(__x86_64__)
	CALL32_OPENAT = 295,
	CALL32_PKEY_MPROTECT = 380,
	CALL32_PREADV = 333,
	CALL32_PWRITEV = 334,
	CALL32_PREADV2 = 378,
	CALL32_PWRITEV2 = 379,
	CALL32_VMSPLICE = 316,
	CALL32_PROCESS_VM_READV = 347,
	CALL32_PROCESS_VM_WRITEV = 348,
#else
	CALL32_OPENAT = 322,
	CALL32_PKEY_MPROTECT = 394,
	CALL32_PREADV = 361,
	CALL32_PWRITEV = 362,
	CALL32_PREADV2 = 392,
	CALL32_PWRITEV2 = 393,
	CALL32_VMSPLICE = 343,
	CALL32_PROCESS_VM_READV = 376,
	CALL32_PROCESS_VM_WRITEV = 377,
#endif
};

/* The unit of mmap2()'s offset, whatever the page size. */
#define CALL32_MMAP2_SHIFT 12

#endif /* MAPS_CALL32_H */
