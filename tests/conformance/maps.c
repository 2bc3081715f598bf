// SPDX-License-Identifier: BSD-2-Clause
/*
 * maps.ko is a correct driver: with each backing, mapper and private policy, no
 * check fails, and what warns and what is not applicable is as stated here.
 */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "abi/driver.h"
#include "results.h"
#include "tap.h"

static void add(char *list, size_t size, const char *names)
{
	size_t length = strlen(list);

	snprintf(list + length, size - length, " %s", names);
}

/* What makes no sense for a configuration, and why. */
static void expected_skips(const struct config *config, char *list, size_t size)
{
	int private = config_private_error(config, PAGES, PROT_READ);
	int private_write = config_private_error(config, PAGES, PROT_WRITE);

	list[0] = '\0';
	/* Its size is a multiple of the page size. */
	add(list, size, "content.tail");
	/* No mapping is refused to be written, or those that could become writable. */
	if (strcmp(config->private, "readonly") != 0)
		add(list, size, "permissions.upgrade");
	/* No private mappings of all pages, or none that are written. */
	if (private)
		add(list, size, "private.read");
	if (private || private_write)
		add(list, size, "private.copy private.read-only-descriptor access.ptrace-write fork.private");
	if (config_private_error(config, 1, PROT_READ))
		add(list, size, "private.map");
	/* Its pages belong to no file. */
	if (!config_is_file(config))
		add(list, size, "access.futex");
	/* Which mappings io_uring takes was a matter of what file it is, at first. */
	if (config_has_pages(config) && kernel_before(6, 5))
		add(list, size, "access.io-uring");
	/* There are no pages to discard. */
	if (!config_has_pages(config))
		add(list, size, "concurrency.dontneed");
}

static void expected_warnings(const struct config *config, char *list, size_t size)
{
	list[0] = '\0';
	if (config_has_pages(config))
		return;
	/* Page numbers; but there is an access operation, for all but private copies. */
	add(list, size, "access.direct-io access.direct-io-read access.vmsplice access.io-uring access.process-vm "
			"access.process-vm-write");
	if (!config_debugger_reads(config))
		add(list, size, "access.ptrace access.proc-mem");
	if (!config_private_error(config, PAGES, PROT_WRITE))
		add(list, size, "access.ptrace-write");
	if (config_private_error(config, PAGES, PROT_READ) && !config_private_error(config, 1, PROT_READ))
		add(list, size, "private.map");
}

static void check_config(const struct config *config)
{
	const char *const arguments[] = { "maps", "check", "--tap", "--scratch", SCRATCH, "/dev/maps0", NULL };
	struct results results;
	char skips[1024], warnings[1024];

	results_of(&results, arguments);
	tap_equal(results.plan, results.count, "%s: maps check ran to its end", config_name(config));
	tap_equal(results.status, 0, "%s: maps check passes", config_name(config));
	results_same(results.failed, "", "no check fails");
	expected_warnings(config, warnings, sizeof(warnings));
	results_same(results.warned, warnings, "what warns is as stated");
	expected_skips(config, skips, sizeof(skips));
	results_same(results.skipped, skips, "what is not applicable is as stated");
}

int main(void)
{
	scratch_make();
	driver_with_each(check_config);
	return tap_done();
}
