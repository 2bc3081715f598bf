// SPDX-License-Identifier: BSD-2-Clause
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "check/record.h"
#include "explain/flags.h"
#include "explain/helper.h"

const struct helper_form helper_forms[HELPER_COUNT] = {
	[HELPER_REMAP_PFN_RANGE] = { "remap_pfn_range", false },
	[HELPER_REMAP_VMALLOC_RANGE] = { "remap_vmalloc_range", false },
	[HELPER_REMAP_VMALLOC_RANGE_PARTIAL] = { "remap_vmalloc_range_partial", false },
	[HELPER_VM_INSERT_PAGE] = { "vm_insert_page", false },
	[HELPER_VM_INSERT_PAGES] = { "vm_insert_pages", false },
	[HELPER_VM_MAP_PAGES] = { "vm_map_pages", false },
	[HELPER_VM_MAP_PAGES_ZERO] = { "vm_map_pages_zero", false },
	[HELPER_VM_IOMAP_MEMORY] = { "vm_iomap_memory", false },
	[HELPER_VMF_INSERT_PFN] = { "vmf_insert_pfn", true },
	[HELPER_VMF_INSERT_PFN_PROT] = { "vmf_insert_pfn_prot", true },
	[HELPER_VMF_INSERT_MIXED] = { "vmf_insert_mixed", true },
};

const char *helper_name(enum helper helper)
{
	return helper < HELPER_COUNT ? helper_forms[helper].name : "an unknown helper";
}

enum helper helper_find(const char *name)
{
	enum helper helper = 0;

	while (helper < HELPER_COUNT && strcmp(helper_forms[helper].name, name) != 0)
		helper++;
	return helper;
}

bool helper_failed(const struct helper_run *run)
{
	if (!run->returned || run->helper >= HELPER_COUNT)
		return false;
	if (helper_forms[run->helper].gives_fault)
		return fault_is_errno(run->result) || (run->result & VM_FAULT_ERROR);
	return run->result < 0;
}

void helper_result_text(const struct helper_run *run, char *text, size_t size)
{
	if (!run->returned)
		snprintf(text, size, "never returned");
	else if (run->helper < HELPER_COUNT && helper_forms[run->helper].gives_fault)
		fault_result_text((uint32_t)run->result, text, size);
	else if (run->result < 0)
		snprintf(text, size, "-%s", error_name((int)-run->result));
	else
		snprintf(text, size, "%" PRId64, run->result);
}

/* The name alone of "name+0x54/0x90 [module]". */
static void cut_name(const char *place, char *name, size_t size)
{
	snprintf(name, size, "%.*s", (int)strcspn(place, "+ ["), place);
}

bool helper_is_nested(const struct helper_run *run)
{
	char name[64];

	cut_name(run->caller_name, name, sizeof(name));
	/* Compilers split functions, and name the parts so. */
	name[strcspn(name, ".")] = '\0';
	/* remap_vmalloc_range() and __vm_map_pages() are parts of helpers as well. */
	return helper_find(name) < HELPER_COUNT || strcmp(name, "__vm_map_pages") == 0;
}

/* The functions of the kernel that call a driver's operation. */
static bool calls_drivers(const char *name)
{
	static const char *const callers[] = {
		"mmap_region", "__mmap_region", "__mmap_new_vma", "__mmap_new_file_vma", "mmap_file", "call_mmap",
		"vfs_mmap", "do_mmap", "vm_mmap_pgoff", "__do_fault", "do_fault", "do_read_fault", "do_cow_fault",
		"do_shared_fault", "do_fault_around", "__handle_mm_fault", "handle_mm_fault", "do_pte_missing",
	};

	for (size_t i = 0; i < sizeof(callers) / sizeof(callers[0]); i++)
		if (strncmp(name, callers[i], strlen(callers[i])) == 0 &&
		    strchr(".", name[strlen(callers[i])]))	/* also its end */
			return true;
	return false;
}

static const char *operation(const struct incident *incident, const struct helper_run *run)
{
	return run->in_fault ? incident->fault_operation : incident->operation;
}

void helper_caller(const struct incident *incident, const struct helper_run *run, char *name, size_t size)
{
	cut_name(run->caller_name, name, size);
	if (!name[0] || calls_drivers(name))
		snprintf(name, size, "%s", operation(incident, run));
}

void helper_place(const struct incident *incident, const struct helper_run *run, char *text, size_t size)
{
	char name[64];

	cut_name(run->caller_name, name, sizeof(name));
	if (name[0] && !calls_drivers(name))
		snprintf(text, size, "%s", run->caller_name);
	else if (!operation(incident, run)[0])
		snprintf(text, size, "the driver");
	else if (incident->module[0])
		snprintf(text, size, "%s() [%s]", operation(incident, run), incident->module);
	else
		snprintf(text, size, "%s()", operation(incident, run));
}
