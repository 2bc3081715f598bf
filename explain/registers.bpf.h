/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Registers by name: arguments, results and return addresses; and system call numbers. */
#ifndef MAPS_REGISTERS_BPF_H
#define MAPS_REGISTERS_BPF_H

#include "explain/call32.h"

#if defined(__TARGET_ARCH_x86)

struct pt_regs {
	unsigned long bp;
	unsigned long bx;
	unsigned long r10;
	unsigned long r9;
	unsigned long r8;
	unsigned long ax;
	unsigned long cx;
	unsigned long dx;
	unsigned long si;
	unsigned long di;
	unsigned long orig_ax;
	unsigned long ip;
	unsigned short cs;
	unsigned long sp;
} __attribute__((preserve_access_index));

#define ARGUMENT1(ctx) ((ctx)->di)
#define ARGUMENT2(ctx) ((ctx)->si)
#define ARGUMENT3(ctx) ((ctx)->dx)
#define ARGUMENT4(ctx) ((ctx)->cx)
#define ARGUMENT5(ctx) ((ctx)->r8)
#define RESULT(ctx) ((ctx)->ax)
#define STACK(ctx) ((ctx)->sp)
#define INSTRUCTION(regs) BPF_CORE_READ(regs, ip)

static __always_inline unsigned long return_address(struct pt_regs *ctx)
{
	unsigned long address = 0;

	bpf_probe_read_kernel(&address, sizeof(address), (void *)ctx->sp);
	return address;
}

/* The selector of 32-bit user code. */
#define USER32_CS 0x23

static __always_inline bool is_compat(struct pt_regs *regs)
{
	return BPF_CORE_READ(regs, cs) == USER32_CS;
}

static __always_inline long call_number(struct pt_regs *regs)
{
	return (long)BPF_CORE_READ(regs, orig_ax);
}

static __always_inline void call_arguments(struct pt_regs *regs, bool compat, __u64 argument[6])
{
	if (compat) {
		argument[0] = (__u32)BPF_CORE_READ(regs, bx);
		argument[1] = (__u32)BPF_CORE_READ(regs, cx);
		argument[2] = (__u32)BPF_CORE_READ(regs, dx);
		argument[3] = (__u32)BPF_CORE_READ(regs, si);
		argument[4] = (__u32)BPF_CORE_READ(regs, di);
		argument[5] = (__u32)BPF_CORE_READ(regs, bp);
	} else {
		argument[0] = BPF_CORE_READ(regs, di);
		argument[1] = BPF_CORE_READ(regs, si);
		argument[2] = BPF_CORE_READ(regs, dx);
		argument[3] = BPF_CORE_READ(regs, r10);
		argument[4] = BPF_CORE_READ(regs, r8);
		argument[5] = BPF_CORE_READ(regs, r9);
	}
}

enum call {
	CALL_MMAP = 9,
	CALL_MPROTECT = 10,
	CALL_PKEY_MPROTECT = 329,
	CALL_MUNMAP = 11,
	CALL_MREMAP = 25,
	CALL_OPEN = 2,
	CALL_OPENAT = 257,
	CALL_READV = 19,
	CALL_WRITEV = 20,
	CALL_PREADV = 295,
	CALL_PWRITEV = 296,
	CALL_PREADV2 = 327,
	CALL_PWRITEV2 = 328,
	CALL_VMSPLICE = 278,
	CALL_PTRACE = 101,
	CALL_PROCESS_VM_READV = 310,
	CALL_PROCESS_VM_WRITEV = 311,
};

#elif defined(__TARGET_ARCH_arm64)

struct pt_regs {
	__u64 regs[31];
	__u64 sp;
	__u64 pc;
	__u64 pstate;
	__u64 orig_x0;
	__s32 syscallno;
} __attribute__((preserve_access_index));

#define ARGUMENT1(ctx) ((ctx)->regs[0])
#define ARGUMENT2(ctx) ((ctx)->regs[1])
#define ARGUMENT3(ctx) ((ctx)->regs[2])
#define ARGUMENT4(ctx) ((ctx)->regs[3])
#define ARGUMENT5(ctx) ((ctx)->regs[4])
#define RESULT(ctx) ((ctx)->regs[0])
#define STACK(ctx) ((ctx)->sp)
#define INSTRUCTION(regs) BPF_CORE_READ(regs, pc)

static __always_inline unsigned long return_address(struct pt_regs *ctx)
{
	return ctx->regs[30];
}

/* The bit of PSTATE that says: 32-bit user code. */
#define PSTATE_32BIT 0x10

static __always_inline bool is_compat(struct pt_regs *regs)
{
	return BPF_CORE_READ(regs, pstate) & PSTATE_32BIT;
}

static __always_inline long call_number(struct pt_regs *regs)
{
	return BPF_CORE_READ(regs, syscallno);
}

/* The first register has the result at the end; the kernel keeps what it had. */
static __always_inline void call_arguments(struct pt_regs *regs, bool compat, __u64 argument[6])
{
	__u64 mask = compat ? 0xffffffffULL : ~0ULL;

	argument[0] = BPF_CORE_READ(regs, orig_x0) & mask;
	argument[1] = BPF_CORE_READ(regs, regs[1]) & mask;
	argument[2] = BPF_CORE_READ(regs, regs[2]) & mask;
	argument[3] = BPF_CORE_READ(regs, regs[3]) & mask;
	argument[4] = BPF_CORE_READ(regs, regs[4]) & mask;
	argument[5] = BPF_CORE_READ(regs, regs[5]) & mask;
}

enum call {
	CALL_MMAP = 222,
	CALL_MPROTECT = 226,
	CALL_PKEY_MPROTECT = 288,
	CALL_MUNMAP = 215,
	CALL_MREMAP = 216,
	CALL_OPEN = -2,		/* it has openat only */
	CALL_OPENAT = 56,
	CALL_READV = 65,
	CALL_WRITEV = 66,
	CALL_PREADV = 69,
	CALL_PWRITEV = 70,
	CALL_PREADV2 = 286,
	CALL_PWRITEV2 = 287,
	CALL_VMSPLICE = 75,
	CALL_PTRACE = 117,
	CALL_PROCESS_VM_READV = 270,
	CALL_PROCESS_VM_WRITEV = 271,
};

#else
#error "registers.bpf.h: no such architecture yet"
#endif

#endif /* MAPS_REGISTERS_BPF_H */
