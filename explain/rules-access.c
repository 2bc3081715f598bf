// SPDX-License-Identifier: BSD-2-Clause
/* Why an access to a mapping ends in a signal, or in EFAULT. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "explain/facts.h"
#include "explain/flags.h"
#include "explain/helper.h"
#include "explain/rules.h"
#include "explain/system-call.h"

/* si_code, which the C library has as enums, of its own numbers. */
#define CODE_ALIGNMENT	1	/* BUS_ADRALN */
#define CODE_OBJECT	3	/* BUS_OBJERR */
#define CODE_MEMORY	4	/* BUS_MCEERR_AR; 5 is BUS_MCEERR_AO */
#define CODE_NOTHING	1	/* SEGV_MAPERR */
#define CODE_FORBIDDEN	2	/* SEGV_ACCERR */
#define CODE_KEY	4	/* SEGV_PKUERR */

static bool always(const struct incident *incident)
{
	(void)incident;
	return true;
}

static bool is_bus(const struct incident *incident, int code)
{
	return incident->signal == SIGBUS && incident->signal_code == code;
}

static bool blind(const struct incident *incident)
{
	return !fact_watched(incident, PASSED_HELPERS) || !incident->called;
}

/* The page that cannot be had: SIGBUS, or EFAULT after a fault --------------------------- */

static bool broken_memory(const struct incident *incident)
{
	return is_bus(incident, CODE_MEMORY) || is_bus(incident, CODE_MEMORY + 1) ||
	       (incident->faulted && (incident->fault_result & (VM_FAULT_HWPOISON | VM_FAULT_HWPOISON_LARGE)));
}

static bool unaligned_device(const struct incident *incident)
{
	return is_bus(incident, CODE_ALIGNMENT) && incident->is_device;
}

static bool unaligned(const struct incident *incident)
{
	return is_bus(incident, CODE_ALIGNMENT);
}

static bool no_such_memory(const struct incident *incident)
{
	return is_bus(incident, CODE_OBJECT) && fact_is_page_numbers(incident);
}

static bool oom_in_call(const struct incident *incident)
{
	return incident->kind == INCIDENT_EFAULT && incident->faulted && (incident->fault_result & VM_FAULT_OOM) &&
	       !incident->is_regular;
}

static bool beyond_file(const struct incident *incident)
{
	uint64_t page = fact_page(incident), offset;

	if (!incident->is_regular || !fact_access_offset(incident, &offset))
		return false;
	return incident->offset + offset >= (incident->size + page - 1) / page * page;
}

static bool beyond_file_seen(const struct incident *incident)
{
	return incident->size_seen && beyond_file(incident);
}

/* A system call's buffer may begin before the end of the file, and end behind it. */
static bool over_file_end(const struct incident *incident)
{
	return incident->is_regular && incident->kind == INCIDENT_EFAULT && !incident->faulted &&
	       incident->offset + fact_length(incident) > incident->size + fact_page(incident);
}

static bool in_file_seen(const struct incident *incident)
{
	return incident->is_regular && incident->size_seen;
}

static bool in_file(const struct incident *incident)
{
	return incident->is_regular;
}

#define NOT_GIVEN \
	"the file system could not give the page of {access}: an error of the disk, or no space left for it; the kernel's " \
	"log tells"

static bool grown(const struct incident *incident)
{
	uint64_t offset;

	return incident->called && incident->vma_end - incident->vma_start > fact_length(incident) &&
	       !(incident->vma_flags & VM_DONTEXPAND) && fact_access_offset(incident, &offset) &&
	       offset >= fact_length(incident);
}

/* Their sum is negative, as loff_t; or wraps. */
static bool sum_overflows(const struct incident *incident)
{
	return incident->called && incident->is_device &&
	       incident->offset + fact_length(incident) > (uint64_t)INT64_MAX - fact_page(incident);
}

static bool was_mapped(const struct incident *incident)
{
	uint64_t address;

	return fact_access(incident, &address) && fact_is_mapped(incident, address);
}

static bool was_mapped_and_handled(const struct incident *incident)
{
	return was_mapped(incident) && incident->fault_operation[0];
}

static bool was_remapped(const struct incident *incident)
{
	return was_mapped(incident) && fact_is_page_numbers(incident);
}

static bool partly_mapped(const struct incident *incident)
{
	return fact_mapped(incident) && !was_mapped(incident) && !incident->more_runs;
}

/* More calls were made than are kept, and no handler tells what it has. */
static bool perhaps_mapped(const struct incident *incident)
{
	return fact_mapped(incident) && !was_mapped(incident) && incident->more_runs && !incident->fault_operation[0];
}

static bool handler_known(const struct incident *incident)
{
	return incident->fault_operation[0];
}

static bool handler_refused(const struct incident *incident)
{
	return handler_known(incident) && incident->faulted;
}

/* The handler was watched, and did not refuse: what asks it before is asked after it, too. */
static bool write_not_let(const struct incident *incident)
{
	return handler_known(incident) && !incident->faulted && incident->fault_write && !fact_is_private(incident) &&
	       strcmp(incident->source, "bpf") == 0 && fact_watched(incident, PASSED_FAULTS);
}

static bool removed_and_handled(const struct incident *incident)
{
	return incident->removed && handler_known(incident);
}

static bool mapped_nothing(const struct incident *incident)
{
	return !blind(incident) && incident->operations_known && !incident->fault_operation[0] && !incident->runs;
}

static bool blind_private(const struct incident *incident)
{
	return blind(incident) && incident->is_device && fact_is_private(incident) &&
	       !(incident->vma_flags & (VM_PFNMAP | VM_IO | VM_MIXEDMAP)) &&
	       fact_length(incident) > fact_page(incident);
}

static bool blind_first_inserted(const struct incident *incident)
{
	uint64_t offset;

	return blind(incident) && (incident->vma_flags & VM_MIXEDMAP) && fact_access_offset(incident, &offset) &&
	       offset < fact_page(incident);
}

static bool blind_remapped(const struct incident *incident)
{
	return blind(incident) && (incident->vma_flags & VM_PFNMAP);
}

#define HANDLER_HAS_NONE \
	"{handler} has no page for {access} and answers with an error: mmap accepted more than there is, or the device " \
	"was taken away"

static const struct rule no_page[] = {
	{ 0, broken_memory, STAGE_ACCESS, 49, CERTAIN,
	  "the memory of {access} is broken: the hardware found an error that it could not correct "
	  "(memory_failure())" },
	{ 0, unaligned_device, STAGE_ACCESS, 28, GUESS,
	  "{access} is not aligned, and the driver mapped its memory uncached, as registers are "
	  "(pgprot_noncached()), where the CPU allows aligned accesses only" },
	{ 0, unaligned, STAGE_ACCESS, 0, CERTAIN, "{access} is not aligned, and the CPU wants it to be" },
	{ 0, no_such_memory, STAGE_ACCESS, 19, GUESS,
	  "the driver mapped a page number for which there is no memory, as virt_to_phys() gives for memory of "
	  "vmalloc()" },
	{ 0, oom_in_call, STAGE_FAULT, 15, CERTAIN,
	  "{handler} returned VM_FAULT_OOM for {access}: where the kernel itself makes the access, for a system call, "
	  "it gives up at once; the program's own would be tried again without end" },
	{ 0, beyond_file_seen, STAGE_FAULT, 45, CERTAIN,
	  "{access} is beyond the end of the file, which {sized}: the file is shorter than the mapping, or was "
	  "truncated since; filemap_fault() or shmem_fault() gives VM_FAULT_SIGBUS there" },
	{ 0, beyond_file, STAGE_FAULT, 45, GUESS,
	  "{access} is beyond the end of the file, which {sized}, and cannot be looked at any more; or, if it grew "
	  "since, " NOT_GIVEN },
	{ 0, over_file_end, STAGE_FAULT, 45, GUESS,
	  "the buffer goes beyond the end of the file, which {sized}: the file is shorter than the mapping, or "
	  "was truncated since" },
	{ 0, in_file_seen, STAGE_FAULT, 0, GUESS, NOT_GIVEN },
	{ 0, in_file, STAGE_FAULT, 45, GUESS,
	  "the file, which {sized}, and cannot be looked at any more, was truncated since; or " NOT_GIVEN },
	{ 0, grown, STAGE_FAULT, 32, CERTAIN,
	  "mremap() made the mapping larger, from {length} to {vma}, and {access} is in what is new; the driver "
	  "mapped what mmap asked for, and nobody told it: VM_DONTEXPAND is not set" },
	{ 0, sum_overflows, STAGE_DRIVER, 40, GUESS,
	  "{operation} accepted {length} at offset {offset}, whose sum overflows, and there is nothing so far out" },
	{ 0, was_mapped_and_handled, STAGE_FAULT, 50, GUESS,
	  "the device was removed or revoked: mmap had mapped a page for {access}, it is gone, and {handler} "
	  "gives none any more" },
	{ 0, was_remapped, STAGE_FAULT, 50, GUESS,
	  "the device was removed or revoked: mmap had mapped {access}, and only the driver can take page numbers "
	  "away (zap_vma_ptes(), unmap_mapping_range())" },
	{ 0, was_mapped, STAGE_FAULT, 31, GUESS,
	  "madvise(MADV_DONTNEED) took the page away: mmap had inserted one for {access}, it is gone, and there "
	  "is no fault handler to bring it back, so do_fault() gives VM_FAULT_SIGBUS" },
	{ 0, partly_mapped, STAGE_FAULT, 11, CERTAIN,
	  "{operation} mapped {mapped} of {length}, and {access} is beyond that: do_fault() finds no page, and "
	  "VM_FAULT_SIGBUS is the answer" },
	{ 0, perhaps_mapped, STAGE_FAULT, 11, GUESS,
	  "{operation} mapped less than the {length}, and nothing for {access}; or it did, by one of the calls that "
	  "there was no place for here, and the device was removed or revoked since" },
	{ 0, removed_and_handled, STAGE_FAULT, 50, GUESS,
	  "the device was removed: its node is gone, and {handler} gives no page for {access} any more" },
	{ 0, handler_refused, STAGE_FAULT, 11, CERTAIN, HANDLER_HAS_NONE },
	{ 0, write_not_let, STAGE_FAULT, 57, GUESS,
	  "{handler} gave a page for {access}, which is a write, and page_mkwrite of the driver did not allow it" },
	{ 0, handler_known, STAGE_FAULT, 11, GUESS, HANDLER_HAS_NONE },
	{ 0, mapped_nothing, STAGE_DRIVER, 11, GUESS,
	  "{operation} mapped nothing: no known helper of the kernel was called, and there is no fault handler" },
	{ 0, blind_private, STAGE_HELPER, 1, GUESS,
	  "the driver maps with remap_pfn_range(), page by page, and ignores that it gives -EINVAL: a private "
	  "mapping, which is copied on write, is remapped in one call or not at all; so {access} finds no page" },
	{ 0, blind_first_inserted, STAGE_FAULT, 31, GUESS,
	  "madvise(MADV_DONTNEED) took the page away: the driver inserted pages when the mapping was made, and "
	  "has no fault handler to bring them back" },
	{ 0, blind_remapped, STAGE_FAULT, 50, GUESS,
	  "the device was removed or revoked: the mapping is one of page numbers, and {access} finds none any "
	  "more" },
	{ 0, always, STAGE_FAULT, 11, GUESS,
	  "mmap accepted more than there is: the driver has no page for {access}" },
	{ 0 }
};

/* SIGSEGV, and the rest ------------------------------------------------------------------ */

static bool segv_by_handler(const struct incident *incident)
{
	return incident->faulted && !fault_is_errno(incident->fault_result) &&
	       (incident->fault_result & VM_FAULT_SIGSEGV);
}

static bool segv(const struct incident *incident, int code)
{
	return incident->signal == SIGSEGV && incident->signal_code == code;
}

/* Where the processor's word on it is not known: an access of data may be one. */
static bool may_be_write(const struct incident *incident)
{
	if (strcmp(incident->source, "bpf") == 0)
		return incident->fault_write;
	return !incident->fault_ip || incident->fault_ip != incident->signal_address;
}

static bool write_to_read_only(const struct incident *incident)
{
	return segv(incident, CODE_FORBIDDEN) && may_be_write(incident) && incident->vma_flags && !(incident->vma_flags & VM_WRITE) &&
	       (incident->vma_flags & VM_READ);
}

/* mmap sets VM_MAYWRITE with VM_WRITE, and mprotect() never clears it; where rwxp was all that was seen, nobody knows. */
static bool write_taken_away(const struct incident *incident)
{
	return write_to_read_only(incident) && incident->called && incident->is_device &&
	       (incident->protection & ARGUMENT_WRITE) &&
	       (incident->vma_flags & (VM_MAYREAD | VM_MAYWRITE)) == VM_MAYREAD;
}

static bool forbidden(const struct incident *incident)
{
	return segv(incident, CODE_FORBIDDEN);
}

static bool nothing_there(const struct incident *incident)
{
	return segv(incident, CODE_NOTHING);
}

static bool key(const struct incident *incident)
{
	return segv(incident, CODE_KEY);
}

static bool killed_at_page_numbers(const struct incident *incident)
{
	return (incident->signal == SIGKILL || incident->signal == SIGSEGV) && fact_is_page_numbers(incident);
}

static bool killed(const struct incident *incident)
{
	return incident->signal == SIGKILL;
}

static const struct rule other_signal[] = {
	{ 0, segv_by_handler, STAGE_FAULT, 0, CERTAIN, "{handler} answered {access} with VM_FAULT_SIGSEGV" },
	{ 0, write_taken_away, STAGE_DRIVER, 52, CERTAIN,
	  "{access} is a write: {operation} accepted PROT_WRITE, and took VM_WRITE and VM_MAYWRITE out of vm_flags, "
	  "where an error would have told the program that this memory is not to be written" },
	{ 0, write_to_read_only, STAGE_ACCESS, 48, CERTAIN,
	  "{access} is a write, and the mapping is not writable: the program maps without PROT_WRITE, or took it "
	  "away by mprotect()" },
	{ 0, forbidden, STAGE_ACCESS, 48, CERTAIN,
	  "the mapping does not allow {access}: its protection is another" },
	{ 0, nothing_there, STAGE_ACCESS, 48, CERTAIN,
	  "nothing is mapped at {access}: it is behind the end of the mapping, or the mapping is gone (munmap())" },
	{ 0, key, STAGE_ACCESS, 48, CERTAIN, "a protection key, see pkeys(7), forbids {access}" },
	{ 0, killed_at_page_numbers, STAGE_ACCESS, 19, GUESS,
	  "the driver mapped page numbers that no memory has, as virt_to_phys() gives for memory of vmalloc(): "
	  "the CPU finds a corrupted page table, and the kernel kills the process" },
	{ 0, killed, STAGE_ACCESS, 0, GUESS,
	  "SIGKILL came from another process, or from the kernel, whose log then tells why" },
	{ 0, always, STAGE_ACCESS, 0, GUESS, "why the signal came is not known here" },
	{ 0 }
};

/* A system call that did not even try a page ----------------------------------------------- */

static bool is_call(const struct incident *incident, const char *name)
{
	return strcmp(fact_system_call(incident), name) == 0;
}

static bool expands(const struct incident *incident)
{
	return is_call(incident, "mremap") && !incident->is_regular &&
	       (!incident->vma_flags || (incident->vma_flags & (VM_DONTEXPAND | VM_PFNMAP)));
}

static bool futex(const struct incident *incident)
{
	return is_call(incident, "futex") && !incident->is_regular;
}

static bool debugs(const struct incident *incident)
{
	return incident->system_call_result == -EIO && fact_is_page_numbers(incident);
}

static bool kernel_writes_read_only(const struct incident *incident)
{
	return incident->vma_flags && !(incident->vma_flags & VM_WRITE) &&
	       system_call_writes(fact_system_call(incident));
}

static bool unreadable(const struct incident *incident)
{
	return incident->vma_flags && !(incident->vma_flags & VM_READ);
}

static const struct rule no_try[] = {
	{ 0, expands, STAGE_ACCESS, 32, CERTAIN,
	  "mremap() to a larger size gave -EFAULT: vma_to_resize() refuses it with VM_DONTEXPAND or VM_PFNMAP, "
	  "which drivers set because they know of the first size only" },
	{ 0, futex, STAGE_ACCESS, 44, CERTAIN,
	  "get_futex_key() gave -EFAULT: a futex between processes is known by its file and offset, and the pages "
	  "that this driver maps belong to no file" },
	{ 0, debugs, STAGE_ACCESS, 30, CERTAIN,
	  "{call} gave -EIO: the mapping is one of page numbers, so access_remote_vm() asks vm_ops->access, which "
	  "the driver has not" },
	{ 0, kernel_writes_read_only, STAGE_ACCESS, 48, CERTAIN,
	  "{call} writes to its buffer, and the mapping is not writable" },
	{ 0, unreadable, STAGE_ACCESS, 48, CERTAIN, "{call} was given a buffer in a mapping that allows no access" },
	{ 0, partly_mapped, STAGE_FAULT, 11, GUESS,
	  "the driver mapped {mapped} of {length}, and {access} is beyond that, where {call} finds no page" },
	{ 0, fact_is_page_numbers, STAGE_ACCESS, 29, CERTAIN,
	  "the mapping is one of page numbers (VM_PFNMAP, VM_IO), and {call} wants to hold on to its pages: "
	  "check_vma_flags() gives -EFAULT" },
	{ 0 }
};

static const struct rule unknown_efault = {
	0, always, STAGE_ACCESS, 0, GUESS,
	"{call} could not access its buffer; neither the mapping's flags nor a fault tell why, so perhaps the "
	"buffer ends behind the mapping"
};

/* ------------------------------------------------------------------------------------------- */

/* A helper's error that the driver ignored, where that is why there is no page. */
static const struct helper_run *swallowed(const struct incident *incident)
{
	const struct helper_run *run = fact_failed(incident, false);

	return run && !was_mapped(incident) ? run : NULL;
}

static void explain_no_page(const struct incident *incident, struct explanation *explanation)
{
	const struct helper_run *run = swallowed(incident);
	const struct rule *rule = rule_find(no_page, incident, 0);
	bool hardware = broken_memory(incident) || unaligned(incident) || no_such_memory(incident);

	if (!run)
		run = fact_failed(incident, true);
	if (run && !hardware) {
		explain_helper(incident, run, explanation);
		return;
	}
	rule_take(rule, incident, true, explanation);
	/* Where no handler could have had more pages, it is mmap that mapped too few. */
	if ((rule->applies == partly_mapped || rule->applies == perhaps_mapped) && !explanation->function[0])
		snprintf(explanation->function, sizeof(explanation->function), "%s", incident->operation);
}

void explain_access(const struct incident *incident, struct explanation *explanation)
{
	const struct rule *rule = NULL;

	if (incident->kind == INCIDENT_EFAULT) {
		if (!incident->faulted)
			rule = rule_find(no_try, incident, 0);
		/* Who would have seen a fault, and saw none, knows that there was none. */
		if (!rule && !incident->faulted && fact_watched(incident, PASSED_FAULTS) && !swallowed(incident))
			rule = &unknown_efault;
	} else if (incident->signal != SIGBUS) {
		rule = rule_find(other_signal, incident, 0);
	}
	if (rule)
		rule_take(rule, incident, true, explanation);
	else
		explain_no_page(incident, explanation);
}
