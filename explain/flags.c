// SPDX-License-Identifier: BSD-2-Clause
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "check/record.h"
#include "explain/flags.h"

/* One name; the end of a table is an entry without one. */
struct bit {
	uint64_t value;
	const char *name;
};

/* The two lowest bits are a number, not bits: see mmap_flags_text(). */
static const struct bit mmap_bits[] = {
	{ 0x10, "MAP_FIXED" },
	{ 0x20, "MAP_ANONYMOUS" },
	{ 0x40, "MAP_32BIT" },
	{ 0x100, "MAP_GROWSDOWN" },
	{ 0x800, "MAP_DENYWRITE" },
	{ 0x1000, "MAP_EXECUTABLE" },
	{ 0x2000, "MAP_LOCKED" },
	{ 0x4000, "MAP_NORESERVE" },
	{ 0x8000, "MAP_POPULATE" },
	{ 0x10000, "MAP_NONBLOCK" },
	{ 0x20000, "MAP_STACK" },
	{ 0x40000, "MAP_HUGETLB" },
	{ 0x80000, "MAP_SYNC" },
	{ 0x100000, "MAP_FIXED_NOREPLACE" },
	{ 0 }
};

static const struct bit protection_bits[] = {
	{ 0x1, "PROT_READ" },
	{ 0x2, "PROT_WRITE" },
	{ 0x4, "PROT_EXEC" },
	{ 0x10, "PROT_BTI" },
	{ 0x20, "PROT_MTE" },
	{ 0x1000000, "PROT_GROWSDOWN" },
	{ 0x2000000, "PROT_GROWSUP" },
	{ 0 }
};

static const struct bit vma_bits[] = {
	{ VM_READ, "VM_READ" },
	{ VM_WRITE, "VM_WRITE" },
	{ VM_EXEC, "VM_EXEC" },
	{ VM_SHARED, "VM_SHARED" },
	{ VM_MAYREAD, "VM_MAYREAD" },
	{ VM_MAYWRITE, "VM_MAYWRITE" },
	{ VM_MAYEXEC, "VM_MAYEXEC" },
	{ VM_MAYSHARE, "VM_MAYSHARE" },
	{ 0x100, "VM_GROWSDOWN" },
	{ 0x200, "VM_UFFD_MISSING" },
	{ VM_PFNMAP, "VM_PFNMAP" },
	{ 0x1000, "VM_UFFD_WP" },
	{ VM_LOCKED, "VM_LOCKED" },
	{ VM_IO, "VM_IO" },
	{ 0x8000, "VM_SEQ_READ" },
	{ 0x10000, "VM_RAND_READ" },
	{ VM_DONTCOPY, "VM_DONTCOPY" },
	{ VM_DONTEXPAND, "VM_DONTEXPAND" },
	{ 0x80000, "VM_LOCKONFAULT" },
	{ 0x100000, "VM_ACCOUNT" },
	{ 0x200000, "VM_NORESERVE" },
	{ 0x400000, "VM_HUGETLB" },
	{ 0x800000, "VM_SYNC" },
	/* VM_PAT of x86, VM_ARM64_BTI of arm64. */
	{ 0x1000000, "VM_ARCH_1" },
	{ 0x2000000, "VM_WIPEONFORK" },
	{ VM_DONTDUMP, "VM_DONTDUMP" },
	{ 0x8000000, "VM_SOFTDIRTY" },
	{ VM_MIXEDMAP, "VM_MIXEDMAP" },
	{ 0x20000000, "VM_HUGEPAGE" },
	{ 0x40000000, "VM_NOHUGEPAGE" },
	{ 0x80000000, "VM_MERGEABLE" },
	{ 0 }
};

static const struct bit fault_bits[] = {
	{ VM_FAULT_OOM, "VM_FAULT_OOM" },
	{ VM_FAULT_SIGBUS, "VM_FAULT_SIGBUS" },
	{ 0x4, "VM_FAULT_MAJOR" },
	{ VM_FAULT_HWPOISON, "VM_FAULT_HWPOISON" },
	{ VM_FAULT_HWPOISON_LARGE, "VM_FAULT_HWPOISON_LARGE" },
	{ VM_FAULT_SIGSEGV, "VM_FAULT_SIGSEGV" },
	{ VM_FAULT_NOPAGE, "VM_FAULT_NOPAGE" },
	{ 0x200, "VM_FAULT_LOCKED" },
	{ VM_FAULT_RETRY, "VM_FAULT_RETRY" },
	{ 0x800, "VM_FAULT_FALLBACK" },
	{ 0x1000, "VM_FAULT_DONE_COW" },
	{ 0x2000, "VM_FAULT_NEEDDSYNC" },
	{ 0x4000, "VM_FAULT_COMPLETED" },
	{ 0 }
};

static void add(char *text, size_t size, const char *word)
{
	size_t used = strlen(text);

	snprintf(text + used, size - used, "%s%s", used ? "|" : "", word);
}

/* @text has a beginning already, which may be empty. */
static void add_bits(const struct bit *bits, uint64_t value, char *text, size_t size)
{
	char number[24];

	for (; bits->name; bits++) {
		if (!(value & bits->value))
			continue;
		add(text, size, bits->name);
		value &= ~bits->value;
	}
	if (value) {
		snprintf(number, sizeof(number), "%#" PRIx64, value);
		add(text, size, number);
	}
	if (!text[0])
		add(text, size, "0");
}

void mmap_flags_text(uint32_t flags, char *text, size_t size)
{
	static const char *const types[] = { "", "MAP_SHARED", "MAP_PRIVATE", "MAP_SHARED_VALIDATE" };

	snprintf(text, size, "%s", types[flags & 3]);
	add_bits(mmap_bits, flags & ~3u, text, size);
}

void protection_text(uint32_t protection, char *text, size_t size)
{
	snprintf(text, size, "%s", protection ? "" : "PROT_NONE");
	if (protection)
		add_bits(protection_bits, protection, text, size);
}

void vma_flags_text(uint64_t flags, char *text, size_t size)
{
	text[0] = '\0';
	add_bits(vma_bits, flags, text, size);
}

void fault_result_text(uint32_t result, char *text, size_t size)
{
	text[0] = '\0';
	if (fault_is_errno(result))
		snprintf(text, size, "-%s", error_name((int)-result));
	else
		add_bits(fault_bits, result, text, size);
}

const char *signal_code_name(int signal, int code)
{
	static const char *const bus[] = {
		NULL, "BUS_ADRALN", "BUS_ADRERR", "BUS_OBJERR", "BUS_MCEERR_AR", "BUS_MCEERR_AO",
	};
	static const char *const segv[] = { NULL, "SEGV_MAPERR", "SEGV_ACCERR", "SEGV_BNDERR", "SEGV_PKUERR" };

	if (code == 0x80)
		return "SI_KERNEL";
	if (signal == SIGBUS && code > 0 && code <= 5)
		return bus[code];
	if (signal == SIGSEGV && code > 0 && code <= 4)
		return segv[code];
	return NULL;
}
