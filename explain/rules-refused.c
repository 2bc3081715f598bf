// SPDX-License-Identifier: BSD-2-Clause
/* Why mmap gives an error: what the kernel checks before the driver, and the driver. */
#include <errno.h>
#include <string.h>

#include "explain/facts.h"
#include "explain/flags.h"
#include "explain/rules.h"

/* Arguments of mmap, alike on all machines. */
#define ARGUMENT_TYPE		0x3u
#define ARGUMENT_SHARED		0x1u		/* MAP_SHARED; MAP_SHARED_VALIDATE has it, too */
#define ARGUMENT_VALIDATE	0x3u
#define ARGUMENT_FIXED		0x10u
#define ARGUMENT_GROWSDOWN	0x100u
#define ARGUMENT_LOCKED		0x2000u
#define ARGUMENT_HUGETLB	0x40000u
#define ARGUMENT_SYNC		0x80000u
#define ARGUMENT_EXEC		0x4u

static bool always(const struct incident *incident)
{
	(void)incident;
	return true;
}

static bool is_shared(const struct incident *incident)
{
	return incident->flags & ARGUMENT_SHARED;
}

/* Before the driver --------------------------------------------------------------- */

static bool driver_not_asked(const struct incident *incident)
{
	return fact_reached(incident, PASSED_TO_DRIVER) == ANSWER_NO;
}

static bool by_security(const struct incident *incident)
{
	return incident->security < 0 && incident->security == incident->result;
}

static bool below_minimum(const struct incident *incident)
{
	return incident->mmap_min_addr && incident->address < incident->mmap_min_addr;
}

static bool not_readable(const struct incident *incident)
{
	return !incident->readable && incident->writable;
}

static bool shared_write_not_writable(const struct incident *incident)
{
	return is_shared(incident) && (incident->protection & ARGUMENT_WRITE) && incident->readable &&
	       !incident->writable;
}

static bool write_and_execute(const struct incident *incident)
{
	return (incident->protection & ARGUMENT_EXEC) && driver_not_asked(incident) &&
	       fact_reached(incident, PASSED_CHECKS) == ANSWER_YES;
}

static bool agreed_by_security(const struct incident *incident)
{
	return driver_not_asked(incident) && fact_reached(incident, PASSED_SECURITY) == ANSWER_YES;
}

static bool execute_on_noexec(const struct incident *incident)
{
	return incident->noexec && (incident->protection & ARGUMENT_EXEC);
}

static bool locked(const struct incident *incident)
{
	return incident->flags & ARGUMENT_LOCKED;
}

static bool no_operation(const struct incident *incident)
{
	return incident->operations_known && !incident->operation[0];
}

/* A folder, a pipe, a socket. */
static bool no_file(const struct incident *incident)
{
	return no_operation(incident) && !incident->is_device && !incident->is_regular;
}

/* Which open() the descriptor is of, nobody knows. */
static bool not_opened(const struct incident *incident)
{
	return incident->open_result < 0;
}

static bool no_length(const struct incident *incident)
{
	return incident->length == 0;
}

static bool unaligned_offset(const struct incident *incident)
{
	return incident->offset % fact_page(incident);
}

static bool unaligned_unseen(const struct incident *incident)
{
	return unaligned_offset(incident) && !(incident->passed & PASSED_ENTRY);
}

static bool huge_pages(const struct incident *incident)
{
	return incident->flags & ARGUMENT_HUGETLB;
}

static bool no_type(const struct incident *incident)
{
	return !(incident->flags & ARGUMENT_TYPE);
}

static bool unaligned_address(const struct incident *incident)
{
	return (incident->flags & ARGUMENT_FIXED) && incident->address % fact_page(incident);
}

static bool grows_down(const struct incident *incident)
{
	return incident->flags & ARGUMENT_GROWSDOWN;
}

static bool unknown_flags(const struct incident *incident)
{
	return (incident->flags & ARGUMENT_SYNC) || (incident->flags & ARGUMENT_TYPE) == ARGUMENT_VALIDATE;
}

/* Of hugetlbfs, or as those are: of anonymous memory, and of memfd_create(MFD_HUGETLB). */
static bool of_huge_pages(const struct incident *incident)
{
	return incident->flags & ARGUMENT_HUGETLB || strncmp(incident->operation, "hugetlbfs_", 10) == 0;
}

static bool checks_passed(const struct incident *incident)
{
	return driver_not_asked(incident) && fact_reached(incident, PASSED_CHECKS) == ANSWER_YES;
}

/* Those with CERTAIN are so whatever else was seen; the others want a driver that was not asked. */
static const struct rule before_driver[] = {
	{ EPERM, below_minimum, STAGE_CHECKS, 24, CERTAIN,
	  "security_mmap_addr() gave -EPERM: the address is below vm.mmap_min_addr, {limit}, where only a process "
	  "with CAP_SYS_RAWIO may map" },
	{ 0, by_security, STAGE_SECURITY, 23, CERTAIN,
	  "security_mmap_file() gave {error}: a security module (SELinux, AppArmor, ...) forbids it; its log "
	  "tells the rule" },
	{ EACCES, not_readable, STAGE_CHECKS, 23, CERTAIN,
	  "do_mmap() gave -EACCES: the descriptor is open to be written only, and any mapping reads, also one "
	  "with PROT_WRITE alone" },
	{ EACCES, shared_write_not_writable, STAGE_CHECKS, 23, CERTAIN,
	  "do_mmap() gave -EACCES: a shared mapping with PROT_WRITE writes to the file, and the descriptor is "
	  "open to be read only" },
	{ EACCES, write_and_execute, STAGE_CHECKS, 23, GUESS,
	  "the process asked not to be given memory that is writable and executable, by prctl(PR_SET_MDWE), and "
	  "mmap_region() refuses such" },
	{ EACCES, agreed_by_security, STAGE_CHECKS, 23, GUESS,
	  "do_mmap() gave -EACCES: the file may be appended to only, or its file system forbids the mapping" },
	{ EACCES, always, STAGE_SECURITY, 23, GUESS,
	  "the mode of the descriptor allows the mapping, so a security module (SELinux, AppArmor, ...) or the "
	  "driver forbids it" },
	{ EPERM, execute_on_noexec, STAGE_CHECKS, 24, CERTAIN,
	  "do_mmap() gave -EPERM: PROT_EXEC, and the file system is mounted noexec, or is one that nothing is executed "
	  "of, as proc and sysfs are (path_noexec())" },
	{ EPERM, locked, STAGE_CHECKS, 24, IF_WATCHED,
	  "do_mmap() gave -EPERM: MAP_LOCKED, and the process may lock no memory at all: RLIMIT_MEMLOCK is 0, and "
	  "it has not CAP_IPC_LOCK (can_do_mlock())" },
	{ EPERM, driver_not_asked, STAGE_CHECKS, 24, GUESS,
	  "the kernel gave -EPERM before it asked the driver: the file is sealed, or what MAP_FIXED would replace "
	  "is" },
	{ EAGAIN, locked, STAGE_ACCOUNTING, 25, IF_WATCHED,
	  "do_mmap() gave -EAGAIN: with MAP_LOCKED, the {length} are more than RLIMIT_MEMLOCK still allows "
	  "(mlock_future_check())" },
	{ EAGAIN, driver_not_asked, STAGE_ACCOUNTING, 25, GUESS,
	  "do_mmap() gave -EAGAIN: after mlockall(MCL_FUTURE), the {length} are more than RLIMIT_MEMLOCK still "
	  "allows (mlock_future_check())" },
	{ ENODEV, no_file, STAGE_CHECKS, 26, CERTAIN,
	  "do_mmap() gave -ENODEV: what the descriptor is of cannot be mapped by anybody, as a folder, a pipe or a "
	  "socket: it has no mmap operation" },
	{ ENODEV, no_operation, STAGE_CHECKS, 26, CERTAIN,
	  "do_mmap() gave -ENODEV: the driver has no mmap operation, neither mmap nor mmap_prepare in its "
	  "file_operations" },
	{ ENODEV, driver_not_asked, STAGE_CHECKS, 26, GUESS,
	  "do_mmap() gave -ENODEV: the driver has no mmap operation in its file_operations" },
	{ EINVAL, no_length, STAGE_CHECKS, 27, CERTAIN, "do_mmap() gave -EINVAL: the length is 0" },
	{ EINVAL, unaligned_unseen, STAGE_LIBRARY, 27, CERTAIN,
	  "the C library gave EINVAL, and asked nobody: the offset, {offset}, is no multiple of the page size" },
	{ EINVAL, unaligned_offset, STAGE_ENTRY, 27, CERTAIN,
	  "the system call gave -EINVAL: the offset, {offset}, is no multiple of the page size" },
	{ EINVAL, huge_pages, STAGE_ENTRY, 27, CERTAIN,
	  "ksys_mmap_pgoff() gave -EINVAL: MAP_HUGETLB is for files of hugetlbfs and for anonymous memory" },
	{ EINVAL, no_type, STAGE_CHECKS, 27, CERTAIN,
	  "do_mmap() gave -EINVAL: neither MAP_SHARED nor MAP_PRIVATE was asked for" },
	{ EINVAL, unaligned_address, STAGE_CHECKS, 27, CERTAIN,
	  "get_unmapped_area() gave -EINVAL: MAP_FIXED at an address that is no multiple of the page size" },
	{ EINVAL, grows_down, STAGE_CHECKS, 27, IF_WATCHED,
	  "do_mmap() gave -EINVAL: MAP_GROWSDOWN is for anonymous memory" },
	{ EINVAL, driver_not_asked, STAGE_CHECKS, 27, GUESS,
	  "do_mmap() gave -EINVAL for the arguments, and the driver was not asked" },
	{ EOPNOTSUPP, unknown_flags, STAGE_CHECKS, 27, IF_WATCHED,
	  "do_mmap() gave -EOPNOTSUPP: with MAP_SHARED_VALIDATE each flag must be known to the driver, as "
	  "MAP_SYNC is to file systems on persistent memory" },
	{ EBADF, not_opened, STAGE_ENTRY, 51, GUESS,
	  "the descriptor is what an open() gave that failed, and ksys_mmap_pgoff() gave -EBADF: an open() that failed "
	  "before was that of {unopened}, which gave {opened}" },
	{ EBADF, always, STAGE_ENTRY, 51, CERTAIN,
	  "ksys_mmap_pgoff() gave -EBADF: the descriptor is not open, or it is open with O_PATH, which is for names "
	  "only" },
	{ EEXIST, always, STAGE_CHECKS, 51, IF_WATCHED,
	  "do_mmap() gave -EEXIST: MAP_FIXED_NOREPLACE, and something is mapped there" },
	{ EOVERFLOW, always, STAGE_CHECKS, 51, IF_WATCHED,
	  "do_mmap() gave -EOVERFLOW: {length} at offset {offset} end beyond what a file can have "
	  "(file_mmap_ok())" },
	{ ENOMEM, of_huge_pages, STAGE_ACCOUNTING, 47, GUESS,
	  "hugetlb_reserve_pages() gave -ENOMEM: fewer huge pages are free than {length} take" },
	{ ENOMEM, checks_passed, STAGE_ACCOUNTING, 47, IF_WATCHED,
	  "mmap_region() gave -ENOMEM: the {length} are over a limit: RLIMIT_AS (may_expand_vm()), or what may be "
	  "committed (security_vm_enough_memory_mm())" },
	{ ENOMEM, driver_not_asked, STAGE_CHECKS, 47, IF_WATCHED,
	  "do_mmap() gave -ENOMEM: the address space has no gap of {length}, or the process has as many mappings "
	  "as vm.max_map_count allows" },
	{ ENOMEM, always, STAGE_CHECKS, 47, GUESS,
	  "a limit: no gap of {length} in the address space, RLIMIT_AS, vm.max_map_count; or the driver had no "
	  "memory" },
	{ 0, driver_not_asked, STAGE_CHECKS, 0, GUESS,
	  "the kernel gave {error} before it asked the driver; why is not known here" },
	{ 0 }
};

/* The driver -------------------------------------------------------------------------- */

static bool blind_to_helpers(const struct incident *incident)
{
	return !fact_watched(incident, PASSED_HELPERS);
}

static bool deferred_private(const struct incident *incident)
{
	return incident->prepares && fact_is_private(incident) && fact_reached(incident, PASSED_DRIVER) == ANSWER_YES;
}

static bool agreed(const struct incident *incident)
{
	int64_t result;

	return fact_driver_result(incident, &result) && result == 0;
}

static bool shared_not_writable(const struct incident *incident)
{
	return incident->is_device && is_shared(incident) && incident->readable && !incident->writable;
}

static bool blind_private_pages(const struct incident *incident)
{
	return incident->is_device && blind_to_helpers(incident) && fact_is_private(incident) &&
	       fact_length(incident) > fact_page(incident);
}

static bool blind_device(const struct incident *incident)
{
	return incident->is_device && blind_to_helpers(incident);
}

static bool memory_device(const struct incident *incident)
{
	return strcmp(incident->path, "/dev/mem") == 0 || strcmp(incident->operation, "mmap_mem") == 0;
}

static bool sealed(const struct incident *incident)
{
	return incident->is_regular && is_shared(incident) && (incident->protection & ARGUMENT_WRITE);
}

static bool removed(const struct incident *incident)
{
	return incident->removed && fact_reached(incident, PASSED_TO_DRIVER) != ANSWER_NO;
}

static const struct rule by_driver[] = {
	{ EINVAL, deferred_private, STAGE_HELPER, 2, GUESS,
	  "{operation} returned 0 and left the mapping to the kernel (mmap_prepare), and get_remap_pgoff() gave "
	  "-EINVAL: a private mapping is remapped as a whole or not at all" },
	{ 0, agreed, STAGE_CHECKS, 0, GUESS,
	  "{operation} returned 0, and mmap_region() gave {error} all the same: it could not complete the mapping" },
	{ EPERM, memory_device, STAGE_DRIVER, 24, IF_WATCHED,
	  "{operation} gave -EPERM: a kernel with STRICT_DEVMEM lets nobody map memory by /dev/mem "
	  "(devmem_is_allowed())" },
	{ EPERM, sealed, STAGE_DRIVER, 46, GUESS,
	  "{operation} gave -EPERM: the file is sealed against writing (F_SEAL_WRITE), and the mapping is shared "
	  "and writable" },
	{ EAGAIN, always, STAGE_DRIVER, 25, GUESS,
	  "{operation} gave -EAGAIN by itself, in place of the error that tells what went wrong" },
	{ EINVAL, shared_not_writable, STAGE_DRIVER, 4, GUESS,
	  "{operation} gave -EINVAL because it tests VM_SHARED, which do_mmap() clears for MAP_SHARED of a "
	  "descriptor that is open to be read only; VM_MAYSHARE stays" },
	{ EINVAL, blind_private_pages, STAGE_HELPER, 2, GUESS,
	  "the driver maps with remap_pfn_range(), page by page, and it gives -EINVAL: a private mapping, which "
	  "is copied on write, is remapped in one call or not at all" },
	{ ENODEV, removed, STAGE_DRIVER, 46, GUESS,
	  "{operation} gave -ENODEV: the device was removed, and its node is gone" },
	{ ENODEV, blind_to_helpers, STAGE_CHECKS, 26, GUESS,
	  "do_mmap() gave -ENODEV: the driver has no mmap operation in its file_operations" },
	{ EBUSY, blind_device, STAGE_HELPER, 8, GUESS,
	  "the driver inserts two pages at one address, and vm_insert_page() gives -EBUSY" },
	{ ENXIO, blind_device, STAGE_HELPER, 9, GUESS,
	  "the driver gave vm_map_pages() fewer pages than the {length} of the mapping" },
	{ EFAULT, blind_device, STAGE_HELPER, 10, GUESS,
	  "the driver inserts more pages than the {length} of the mapping have, and vm_insert_page() gives "
	  "-EFAULT" },
	{ EINVAL, blind_device, STAGE_DRIVER, 46, GUESS,
	  "the driver's own check refused {length} at offset {offset}; or remap_vmalloc_range() or "
	  "vm_insert_page() gave -EINVAL for memory that they do not map (rows 6 and 7), which cannot be seen "
	  "from here" },
	{ 0, always, STAGE_DRIVER, 46, IF_WATCHED,
	  "{operation} gave {error} by its own check: no helper of the kernel had given it an error" },
	{ 0 }
};

/* What the driver may not have liked. */
static void add_arguments(const struct incident *incident, struct explanation *explanation)
{
	reason_add(explanation, incident, NULL, "; the mapping asked for is ");
	reason_add(explanation, incident, NULL, fact_is_private(incident) ? "private, " : "shared, ");
	reason_add(explanation, incident, NULL, incident->protection & ARGUMENT_WRITE ? "writable, " : "not writable, ");
	reason_add(explanation, incident, NULL, "of {length} at offset {offset}");
}

void explain_refused(const struct incident *incident, struct explanation *explanation)
{
	const struct helper_run *run = fact_failed(incident, false);
	enum answer asked = fact_reached(incident, PASSED_TO_DRIVER);
	int error = (int)-incident->result;
	const struct rule *rule = NULL;
	int64_t result;

	if (run && !(fact_driver_result(incident, &result) && result == 0)) {
		explain_helper(incident, run, explanation);
		return;
	}
	/* A driver that nobody could see is asked for everything that the kernel lets pass. */
	if (asked != ANSWER_YES)
		rule = rule_find(before_driver, incident, error);
	if (!rule)
		rule = rule_find(by_driver, incident, error);
	rule_take(rule, incident, asked != ANSWER_UNKNOWN, explanation);
	if (rule->row == 46)
		add_arguments(incident, explanation);
}
