// SPDX-License-Identifier: BSD-2-Clause
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/libbpf.h>

#include "explain/hooks.h"
#include "explain/incident.h"
#include "explain/parallel.h"

/**
 * struct hook - a function of the kernel, and the programs at its entry and its end
 * @hides: what is not seen without it; 0 for what only some kernels have
 */
struct hook {
	const char *function;
	const char *enter;
	const char *leave;
	uint32_t hides;
};

/* Something is lost without it, but no part of mmap that incident.unwatched names. */
#define HIDES_OTHER (1u << 31)

static const struct hook table[] = {
	{ "fd_install", "fd_install", NULL, PASSED_TO_DRIVER | PASSED_DRIVER },
	{ "security_mmap_file", "security_enter", "security_leave", PASSED_SECURITY },
	{ "mmap_region", "region_enter", NULL, PASSED_CHECKS },
	/* Not on 5.10, where what the driver leaves behind has to do. */
	{ "perf_event_mmap", "region_complete", NULL, 0 },
	{ "oops_enter", "oops_enter", NULL, HIDES_OTHER },
	{ "wake_up_new_task", "process_fork", NULL, HIDES_OTHER },
	{ "remap_pfn_range", "remap_pfn_range", "helper_leave", PASSED_HELPERS },
	{ "remap_vmalloc_range", "remap_vmalloc_range", "helper_leave", PASSED_HELPERS },
	{ "remap_vmalloc_range_partial", "remap_vmalloc_range_partial", "helper_leave", PASSED_HELPERS },
	{ "vm_insert_page", "vm_insert_page", "helper_leave", PASSED_HELPERS },
	{ "vm_insert_pages", "vm_insert_pages", "helper_leave", PASSED_HELPERS },
	{ "vm_map_pages", "vm_map_pages", "helper_leave", PASSED_HELPERS },
	{ "vm_map_pages_zero", "vm_map_pages_zero", "helper_leave", PASSED_HELPERS },
	{ "vm_iomap_memory", "vm_iomap_memory", "helper_leave", PASSED_HELPERS },
	{ "vmf_insert_pfn", "vmf_insert_pfn", "fault_helper_leave", PASSED_HELPERS },
	{ "vmf_insert_pfn_prot", "vmf_insert_pfn_prot", "fault_helper_leave", PASSED_HELPERS },
	{ "vmf_insert_mixed", "vmf_insert_mixed", "fault_helper_leave", PASSED_HELPERS },
	/* Since 6.19: what the core maps where mmap_prepare has asked for it. */
	{ "remap_pfn_range_prepare", "remap_pfn_range_prepare", "helper_leave", 0 },
	{ "simple_ioremap_prepare", "simple_ioremap_prepare", "helper_leave", 0 },
	{ "map_kernel_pages_prepare", "map_kernel_pages_prepare", "helper_leave", 0 },
};

#define HOOKS (sizeof(table) / sizeof(table[0]))

/* Nothing can be joined without these. The first one of a row that is loaded and can be attached. */
static const char *const tracepoints[][2] = {
	{ "whole_enter", "raw_enter" },
	{ "whole_leave", "raw_leave" },
	{ "signal_forced" },
	{ "process_exec" },
	{ "process_exit" },
};

#define TRACEPOINTS (sizeof(tracepoints) / sizeof(tracepoints[0]))

/* Not where the kernel has no modules. Without it, a driver that is loaded again is taken for the one before. */
static const char *const of_modules[][2] = { { "module_gone" }, { "module_came" } };

#define OF_MODULES (sizeof(of_modules) / sizeof(of_modules[0]))

/**
 * struct hooks - what is attached
 * @ends, @entries: of the table; NULL: not there
 * @others: tracepoints; NULL: not attached yet
 * @modules: those of modules; NULL: none
 */
struct hooks {
	struct bpf_object *object;
	struct bpf_link *ends[HOOKS];
	struct bpf_link *entries[HOOKS];
	struct bpf_link *others[TRACEPOINTS];
	struct bpf_link *modules[OF_MODULES];
};

static struct bpf_program *program(const struct hooks *hooks, const char *name)
{
	return bpf_object__find_program_by_name(hooks->object, name);
}

/* Whole names only; what there is no room for is "...". */
static void add_name(char *names, size_t size, const char *name)
{
	static const char more[] = ", ...";
	size_t used = strlen(names);

	if (used >= sizeof(more) && strcmp(names + used - strlen(more), more) == 0)
		return;
	if (used + strlen(", ") + strlen(name) + sizeof(more) > size)
		name = "...";
	snprintf(names + used, size - used, "%s%s", used ? ", " : "", name);
}

static void attach_end(void *context, size_t i)
{
	struct hooks *hooks = context;

	if (table[i].leave)
		hooks->ends[i] = bpf_program__attach_kprobe(program(hooks, table[i].leave), true, table[i].function);
}

static void attach_entry(void *context, size_t i)
{
	struct hooks *hooks = context;

	if (!table[i].leave || hooks->ends[i])
		hooks->entries[i] = bpf_program__attach_kprobe(program(hooks, table[i].enter), false,
							       table[i].function);
}

/*
 * All ends come first: a probe at the end puts its own return address in the place of
 * the caller's, which those at the entry read, and the last one attached runs first.
 */
static bool attach_probes(struct hooks *hooks, char *missing, size_t size, uint32_t *unwatched)
{
	size_t attached = 0;

	parallel(HOOKS, attach_end, hooks);
	parallel(HOOKS, attach_entry, hooks);
	for (size_t i = 0; i < HOOKS; i++) {
		attached += hooks->entries[i] != NULL;
		if (hooks->entries[i] || !table[i].hides)
			continue;
		*unwatched |= table[i].hides & ~HIDES_OTHER;
		add_name(missing, size, table[i].function);
	}
	return attached;
}

static struct bpf_link *attach_tracepoint(const struct hooks *hooks, const char *const names[2])
{
	struct bpf_link *link = NULL;

	for (int i = 0; i < 2 && names[i] && !link; i++) {
		const struct bpf_program *tracepoint = program(hooks, names[i]);

		if (bpf_program__autoload(tracepoint))
			link = bpf_program__attach(tracepoint);
	}
	return link;
}

struct hooks *hooks_attach(struct bpf_object *object, char *missing, size_t size, uint32_t *unwatched)
{
	struct hooks *hooks = calloc(1, sizeof(*hooks));

	if (!hooks)
		return NULL;
	hooks->object = object;
	missing[0] = '\0';
	*unwatched = 0;
	if (!attach_probes(hooks, missing, size, unwatched)) {
		hooks_detach(hooks);
		return NULL;
	}
	for (size_t i = 0; i < TRACEPOINTS; i++) {
		hooks->others[i] = attach_tracepoint(hooks, tracepoints[i]);
		if (!hooks->others[i]) {
			hooks_detach(hooks);
			missing[0] = '\0';
			return NULL;
		}
	}
	for (size_t i = 0; i < OF_MODULES; i++) {
		hooks->modules[i] = attach_tracepoint(hooks, of_modules[i]);
		if (!hooks->modules[i] && access("/proc/modules", F_OK) == 0)
			add_name(missing, size, of_modules[i][0]);
	}
	return hooks;
}

static void detach(void *context, size_t i)
{
	struct hooks *hooks = context;

	if (i < HOOKS)
		bpf_link__destroy(hooks->ends[i]);
	else if (i < 2 * HOOKS)
		bpf_link__destroy(hooks->entries[i - HOOKS]);
	else
		bpf_link__destroy(hooks->others[i - 2 * HOOKS]);
}

void hooks_detach(struct hooks *hooks)
{
	if (!hooks)
		return;
	parallel(2 * HOOKS + TRACEPOINTS, detach, hooks);
	for (size_t i = 0; i < OF_MODULES; i++)
		bpf_link__destroy(hooks->modules[i]);
	free(hooks);
}
