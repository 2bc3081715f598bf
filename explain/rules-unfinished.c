// SPDX-License-Identifier: BSD-2-Clause
/* What was entered and never left, and faults without end. */
#include <errno.h>
#include <string.h>

#include "explain/facts.h"
#include "explain/flags.h"
#include "explain/helper.h"
#include "explain/rules.h"

/* So many faults at one address are no accident. */
#define MANY_FAULTS	100

static bool is(const struct helper_run *run, const enum helper *helpers, size_t count)
{
	for (size_t i = 0; run && i < count; i++)
		if (run->helper == helpers[i])
			return true;
	return false;
}

static bool remaps(const struct helper_run *run)
{
	static const enum helper helpers[] = { HELPER_REMAP_PFN_RANGE, HELPER_VM_IOMAP_MEMORY };

	return is(run, helpers, sizeof(helpers) / sizeof(helpers[0]));
}

static bool inserts(const struct helper_run *run)
{
	static const enum helper helpers[] = {
		HELPER_REMAP_VMALLOC_RANGE, HELPER_REMAP_VMALLOC_RANGE_PARTIAL, HELPER_VM_INSERT_PAGE,
		HELPER_VM_INSERT_PAGES, HELPER_VM_MAP_PAGES, HELPER_VM_MAP_PAGES_ZERO,
	};

	return is(run, helpers, sizeof(helpers) / sizeof(helpers[0]));
}

static bool insert_pfn_stuck(const struct incident *incident)
{
	const struct helper_run *run = fact_unfinished(incident);

	return run && run->helper < HELPER_COUNT && helper_forms[run->helper].gives_fault;
}

/* What @run does had been done before, or the opposite had. */
static bool mixed(const struct incident *incident)
{
	const struct helper_run *run = fact_unfinished(incident);

	if (inserts(run) && (incident->vma_flags & VM_PFNMAP))
		return true;
	for (unsigned int i = 0; run && i < incident->runs; i++) {
		const struct helper_run *other = &incident->run[i];

		if (other == run || !other->returned || helper_failed(other))
			continue;
		if (inserts(run) && remaps(other))
			return true;
		if (remaps(run) && other->first < run->end && run->first < other->end)
			return true;
	}
	return false;
}

static bool helper_stuck(const struct incident *incident)
{
	return fact_unfinished(incident);
}

static bool driver_stuck(const struct incident *incident)
{
	/* Where the call itself has returned, the record of the driver's return is what is missing. */
	return incident->driver_called && !incident->driver_returned && !incident->returned;
}

static bool is_stuck(const struct incident *incident)
{
	return incident->kind == INCIDENT_STUCK || incident->oops || incident->stuck_in[0];
}

static bool gives_errno(const struct incident *incident)
{
	return incident->faulted && fault_is_errno(incident->fault_result);
}

/*
 * A driver's handler said so; the kernel's own say it where memory is really short. A system
 * call is given EFAULT at once: see rules-access.c.
 */
static bool gives_oom(const struct incident *incident)
{
	return incident->kind != INCIDENT_EFAULT && incident->faulted && !gives_errno(incident) &&
	       (incident->fault_result & VM_FAULT_OOM) && !incident->is_regular;
}

static bool faults_for_ever(const struct incident *incident)
{
	return incident->kind == INCIDENT_STUCK && incident->faulted && !gives_errno(incident) &&
	       !(incident->fault_result & VM_FAULT_ERROR) &&
	       ((incident->fault_result & VM_FAULT_NOPAGE) || incident->fault_count >= MANY_FAULTS);
}

static bool handler_stuck(const struct incident *incident)
{
	return is_stuck(incident) && incident->fault_operation[0] &&
	       strcmp(incident->stuck_in, incident->fault_operation) == 0;
}

static bool fault_stuck(const struct incident *incident)
{
	return is_stuck(incident) && strstr(incident->stuck_in, "fault");
}

/* The CPU itself stumbled: no function of the kernel was entered that never returned. */
static bool oops_at_page_numbers(const struct incident *incident)
{
	return incident->oops && !incident->stuck_in[0] && fact_is_page_numbers(incident);
}

/* It died of its own fault handler, and where is not known. */
static bool oops_in_fault(const struct incident *incident)
{
	return incident->oops && !incident->stuck_in[0] && incident->fault_operation[0] &&
	       !fact_is_page_numbers(incident);
}

static bool any_oops(const struct incident *incident)
{
	return incident->oops;
}

static bool blind_mmap_stuck(const struct incident *incident)
{
	return incident->kind == INCIDENT_STUCK && incident->called && !incident->returned &&
	       !fact_watched(incident, PASSED_HELPERS);
}

static bool mmap_stuck(const struct incident *incident)
{
	return incident->kind == INCIDENT_STUCK && incident->called && !incident->returned;
}

static bool blind_stuck(const struct incident *incident)
{
	return incident->kind == INCIDENT_STUCK && !incident->stuck_in[0] && !fact_watched(incident, PASSED_FAULTS);
}

static bool any_stuck(const struct incident *incident)
{
	return incident->kind == INCIDENT_STUCK;
}

static const struct rule unfinished[] = {
	{ 0, gives_errno, STAGE_FAULT, 14, CERTAIN,
	  "{handler} returned {fault}, which is an errno and no vm_fault_t: handle_mm_fault() reads its bits, "
	  "among them VM_FAULT_RETRY, which says that mmap_lock was dropped" },
	{ 0, gives_oom, STAGE_FAULT, 15, CERTAIN,
	  "{handler} returned VM_FAULT_OOM: pagefault_out_of_memory() finds memory enough, and the access is "
	  "tried again without end; before Linux 5.16 some process was killed" },
	{ 0, insert_pfn_stuck, STAGE_HELPER, 17, CERTAIN,
	  "{helper}, called by {place}, never returned: it is a BUG_ON() unless the mapping has VM_PFNMAP, or "
	  "VM_MIXEDMAP, and is not private" },
	{ 0, mixed, STAGE_HELPER, 18, CERTAIN,
	  "{helper}, called by {place}, never returned: the mapping was filled by remap_pfn_range() before, and "
	  "that is a BUG_ON(): one method for each mapping, once" },
	{ 0, helper_stuck, STAGE_HELPER, 18, GUESS,
	  "{helper}, called by {place}, never returned: a BUG_ON(), for a range that is filled already, or by "
	  "another method" },
	{ 0, driver_stuck, STAGE_DRIVER, 0, CERTAIN,
	  "{operation} was called and never returned; no helper of the kernel holds it, so it waits, or loops, by "
	  "itself" },
	{ 0, handler_stuck, STAGE_FAULT, 0, CERTAIN,
	  "{handler} was called and never returned; it waits, or loops, by itself" },
	{ 0, faults_for_ever, STAGE_FAULT, 13, CERTAIN,
	  "{handler} returns {fault}, which says that it has mapped a page, and has mapped none: the CPU tries "
	  "{access} again, and faults again" },
	{ 0, fault_stuck, STAGE_FAULT, 16, GUESS,
	  "{handler} returned 0 and left vmf->page unset, and __do_fault() takes the lock of a page that is not "
	  "there: an oops in {stuck}, which never returned; the kernel's log has it, unless {handler} itself "
	  "waits" },
	{ 0, oops_at_page_numbers, STAGE_ACCESS, 19, GUESS,
	  "the driver mapped page numbers that no memory has, as virt_to_phys() gives for memory of vmalloc(): "
	  "the CPU finds a corrupted page table, and the kernel kills the process with an oops" },
	{ 0, oops_in_fault, STAGE_FAULT, 16, GUESS,
	  "{handler} returned 0 and left vmf->page unset, and __do_fault() takes the lock of a page that is not "
	  "there: an oops; the kernel's log has it" },
	{ 0, any_oops, STAGE_FAULT, 0, GUESS, "the kernel itself failed with an oops; its log tells where" },
	{ 0, blind_mmap_stuck, STAGE_HELPER, 18, GUESS,
	  "a helper of the kernel met a BUG_ON() in mmap, for a range that is filled already, or by another "
	  "method; the kernel's log has it" },
	{ 0, mmap_stuck, STAGE_CHECKS, 0, GUESS,
	  "mmap was entered and never left, and the driver was not asked: it waits for mmap_lock, perhaps, which "
	  "another thread of the process holds" },
	{ 0, blind_stuck, STAGE_FAULT, 13, GUESS,
	  "the fault handler of the driver returns VM_FAULT_NOPAGE and maps nothing, so the CPU tries the access "
	  "again without end; if the process cannot be killed, see rows 14 to 17, and the kernel's log" },
	{ 0, any_stuck, STAGE_FAULT, 0, GUESS, "{stuck} was entered and never left; the kernel's log may tell why" },
	{ 0 }
};

bool explain_unfinished(const struct incident *incident, struct explanation *explanation)
{
	const struct helper_run *run = fact_unfinished(incident);
	const struct rule *rule = rule_find(unfinished, incident, 0);

	if (!rule)
		return false;
	rule_take(rule, incident, true, explanation);
	if (rule->stage == STAGE_HELPER && run)
		helper_caller(incident, run, explanation->function, sizeof(explanation->function));
	return true;
}
