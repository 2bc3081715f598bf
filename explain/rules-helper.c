// SPDX-License-Identifier: BSD-2-Clause
/* Why a helper gave an error, and what the driver made of it. */
#include <errno.h>
#include <string.h>

#include "catalogue/catalogue.h"
#include "explain/facts.h"
#include "explain/flags.h"
#include "explain/helper.h"
#include "explain/rules.h"

/* What the driver did with the error. */
enum answered {
	ANSWERED_SAME,		/* it passed the error on */
	ANSWERED_OTHER,		/* it made another one of it */
	ANSWERED_SUCCESS,	/* it said that all is well */
	ANSWERED_FAULT,		/* it was a fault handler, and made a vm_fault_t of it */
	ANSWERED_UNKNOWN,
};

/**
 * struct verdict - why a helper gives an error
 * @helper: which one; HELPER_COUNT: any
 * @error: the errno; 0: any
 * @applies: on which condition; NULL: on none
 * @row: the row of the catalogue; 0: none
 * @guess: others would look the same
 * @because: the reason
 */
struct verdict {
	enum helper helper;
	int error;
	bool (*applies)(const struct incident *incident, const struct helper_run *run);
	unsigned int row;
	bool guess;
	const char *because;
};

/* is_cow_mapping(), and the call was not for all of it. */
static bool is_cow_in_pieces(const struct incident *incident, const struct helper_run *run)
{
	if (incident->vma_flags && !(incident->vma_flags & VM_MAYWRITE))
		return false;
	return fact_is_private(incident) && run->size < fact_length(incident);
}

static bool is_in_fault(const struct incident *incident, const struct helper_run *run)
{
	(void)incident;
	return run->in_fault;
}

#define SLAB "validate_page_before_insert() takes no page of the slab allocator (kmalloc() of less than a page or two), " \
	"none of anonymous memory, and none that has no reference of its own"
#define TWICE "there is a page at that address already: insert_page_into_pte_locked() overwrites none"
#define OUTSIDE "the address is outside the mapping, which has {length}: more pages are inserted than were asked for"

static const struct verdict verdicts[] = {
	{ HELPER_REMAP_PFN_RANGE, EINVAL, is_cow_in_pieces, 2, false,
	  "the mapping is private, and remap_pfn_range() fills a mapping that is copied on write only if one call "
	  "covers the whole of it; here a call covered {piece} of {length}" },
	{ HELPER_REMAP_PFN_RANGE, EINVAL, NULL, 28, true,
	  "that memory is mapped with another cache type already (x86: reserve_pfn_range(), and the log has "
	  "\"conflicting memory types\"), or the address is no multiple of the page size" },
	{ HELPER_REMAP_VMALLOC_RANGE, EINVAL, NULL, 6, false,
	  "remap_vmalloc_range_partial() takes only memory that vmalloc_user() allocated, and nothing beyond its "
	  "end" },
	{ HELPER_REMAP_VMALLOC_RANGE_PARTIAL, EINVAL, NULL, 6, false,
	  "it takes only memory that vmalloc_user() allocated, and nothing beyond its end" },
	{ HELPER_VM_MAP_PAGES, ENXIO, NULL, 9, false,
	  "the array of pages that the driver passed ends before the mapping does, which has {length} at offset "
	  "{offset}" },
	{ HELPER_VM_MAP_PAGES_ZERO, ENXIO, NULL, 9, false,
	  "the array of pages that the driver passed ends before the mapping does, which has {length}" },
	{ HELPER_VM_IOMAP_MEMORY, EINVAL, NULL, 46, false,
	  "{length} at offset {offset} go beyond the end of the memory that the driver has" },
	{ HELPER_VM_INSERT_PAGE, EINVAL, NULL, 7, false, SLAB },
	{ HELPER_VM_INSERT_PAGES, EINVAL, NULL, 7, false, SLAB },
	{ HELPER_VM_MAP_PAGES, EINVAL, NULL, 7, false, SLAB },
	{ HELPER_VM_MAP_PAGES_ZERO, EINVAL, NULL, 7, false, SLAB },
	{ HELPER_COUNT, EBUSY, is_in_fault, 8, false,
	  TWICE "; in a fault handler that means that another thread was faster, and is no error" },
	{ HELPER_COUNT, EBUSY, NULL, 8, false, TWICE },
	{ HELPER_VM_INSERT_PAGE, EFAULT, NULL, 10, false, OUTSIDE },
	{ HELPER_VM_INSERT_PAGES, EFAULT, NULL, 10, false, OUTSIDE },
	{ HELPER_COUNT, ENOMEM, NULL, 0, false, "the kernel had no memory for page tables" },
	{ HELPER_VMF_INSERT_PFN, 0, NULL, 11, true,
	  "the address is outside the mapping, or that page number must not be mapped (vmf_insert_pfn_prot())" },
	{ HELPER_VMF_INSERT_PFN_PROT, 0, NULL, 11, true,
	  "the address is outside the mapping, or that page number must not be mapped" },
	{ HELPER_VMF_INSERT_MIXED, 0, NULL, 11, true,
	  "the address is outside the mapping, or the mapping is not one of VM_MIXEDMAP (vm_mixed_ok())" },
	{ HELPER_COUNT, 0, NULL, 0, true, "the reason is not among those that are known here" },
};

static const struct verdict *find_verdict(const struct incident *incident, const struct helper_run *run)
{
	const struct verdict *verdict = verdicts;
	bool gives_fault = run->helper < HELPER_COUNT && helper_forms[run->helper].gives_fault;
	int error = gives_fault ? 0 : (int)-run->result;

	/* The last one is for all. */
	for (; verdict->helper != HELPER_COUNT || verdict->error; verdict++)
		if ((verdict->helper == HELPER_COUNT || verdict->helper == run->helper) &&
		    (!verdict->error || verdict->error == error) &&
		    (!verdict->applies || verdict->applies(incident, run)))
			break;
	return verdict;
}

static enum answered what_driver_did(const struct incident *incident, const struct helper_run *run)
{
	int64_t result;

	if (run->in_fault)
		return ANSWERED_FAULT;
	/* The program's result is the driver's, if nobody saw the driver's own. */
	if (!fact_driver_result(incident, &result)) {
		if (!incident->called || !incident->returned)
			return ANSWERED_UNKNOWN;
		result = incident->result;
	}
	if (result >= 0)
		return ANSWERED_SUCCESS;
	return result == run->result ? ANSWERED_SAME : ANSWERED_OTHER;
}

static void add_answer(const struct incident *incident, const struct helper_run *run, enum answered answered,
		       struct explanation *explanation)
{
	static const char *const answers[] = {
		[ANSWERED_SAME] = ", which passed it on: ",
		[ANSWERED_OTHER] = ", which made {returned} of it: ",
		[ANSWERED_SUCCESS] = ", which returned {returned}: ",
		[ANSWERED_FAULT] = ", which made {fault} of it: ",
		[ANSWERED_UNKNOWN] = ": ",
	};
	int64_t result;

	reason_add(explanation, incident, run, "{helper} gave {given}{times} to {place}");
	if (fact_driver_result(incident, &result) || answered == ANSWERED_UNKNOWN || answered == ANSWERED_FAULT ||
	    answered == ANSWERED_SAME)
		reason_add(explanation, incident, run, answers[answered]);
	else if (answered == ANSWERED_SUCCESS)
		reason_add(explanation, incident, run, ", and mmap succeeded all the same: ");
	else
		reason_add(explanation, incident, run, ", and mmap gave {error}: ");
}

/* Row 2 is the error, row 1 its being ignored; row 25 is to make EAGAIN of any. */
static void set_cause(const struct incident *incident, unsigned int row, enum answered answered,
		      struct explanation *explanation)
{
	int64_t result;

	if (!fact_driver_result(incident, &result))
		result = incident->result;
	if (row == 2 && answered == ANSWERED_SUCCESS)
		row = 1;
	explanation->cause = catalogue_find(row);
	if (answered == ANSWERED_OTHER && (result == -EAGAIN || !row)) {
		explanation->beneath = explanation->cause;
		explanation->cause = catalogue_find(25);
	}
}

void explain_helper(const struct incident *incident, const struct helper_run *run, struct explanation *explanation)
{
	const struct verdict *verdict = find_verdict(incident, run);
	enum answered answered = what_driver_did(incident, run);

	explanation->stage = STAGE_HELPER;
	explanation->seen = !verdict->guess;
	set_cause(incident, verdict->row, answered, explanation);
	helper_caller(incident, run, explanation->function, sizeof(explanation->function));
	add_answer(incident, run, answered, explanation);
	reason_add(explanation, incident, run, verdict->guess && verdict->row ? "most likely, " : "");
	reason_add(explanation, incident, run, verdict->because);
	if (answered == ANSWERED_SUCCESS && incident->kind == INCIDENT_SWALLOWED)
		reason_add(explanation, incident, run, "; an access to what is not mapped will be SIGBUS");
	else if (answered == ANSWERED_SUCCESS)
		reason_add(explanation, incident, run,
			   "; so do_fault() finds no page for {access}, and the answer is {outcome}");
	else if (answered == ANSWERED_OTHER && !explanation->beneath)
		reason_add(explanation, incident, run, "; {error} in its place hides that");
}
