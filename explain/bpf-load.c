// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>

#include "explain.skel.h"
#include "explain/bpf-load.h"
#include "explain/bpf-take.h"

/* What libbpf says is kept: its first words are the reason when it fails. */
static char first_words[COLLECT_TEXT];

static int keep_words(enum libbpf_print_level level, const char *format, va_list arguments)
{
	if (level != LIBBPF_WARN)
		return 0;
	if (getenv("MAPS_EXPLAIN_DEBUG"))
		vfprintf(stderr, format, arguments);
	else if (!first_words[0] || first_words[0] == '\n')
		vsnprintf(first_words, sizeof(first_words), format, arguments);
	return 0;
}

/* Programs and maps of the skeleton can be had once it is loaded. */
static void know_skeleton(struct state *state)
{
	const struct {
		const struct bpf_program *leave;
		const struct bpf_program *enter;
	} programs[] = {
		[OPERATION_MMAP] = { state->skeleton->progs.driver_leave, state->skeleton->progs.driver_enter },
		[OPERATION_PREPARE] = { state->skeleton->progs.driver_prepare_leave,
					state->skeleton->progs.driver_prepare_enter },
		[OPERATION_FAULT] = { state->skeleton->progs.handler_leave, state->skeleton->progs.handler_enter },
	};

	for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++) {
		state->operations.leave[i] = bpf_program__fd(programs[i].leave);
		state->operations.enter[i] = bpf_program__fd(programs[i].enter);
	}
	state->stuck.calls = bpf_map__fd(state->skeleton->maps.calls);
	state->stuck.faults = bpf_map__fd(state->skeleton->maps.faults);
	state->stuck.repeats = bpf_map__fd(state->skeleton->maps.repeats);
}

/*
 * Leave out what the kernel has not, or can do without. Where tracepoints may fault (struct
 * tracepoint_ext; since 6.13), the raw programs of system calls came to run with preemption
 * on: in 7.3's include/trace/bpf_probe.h nothing turns it off, in trace/perf.h all is as before.
 */
static int choose_programs(const struct explain *skeleton)
{
	struct btf *kernel = btf__load_vmlinux_btf();
	bool faults, iterates;

	if (!kernel)
		return -errno;
	faults = btf__find_by_name_kind(kernel, "tracepoint_ext", BTF_KIND_STRUCT) > 0;
	/* Since 5.12. */
	iterates = btf__find_by_name_kind(kernel, "bpf_iter_task_vma", BTF_KIND_FUNC) > 0;
	btf__free(kernel);
	bpf_program__set_autoload(skeleton->progs.whole_enter, faults);
	bpf_program__set_autoload(skeleton->progs.whole_leave, faults);
	bpf_program__set_autoload(skeleton->progs.open_mappings, iterates);
	return 0;
}

bool bpf_load(struct state *state, char why[COLLECT_TEXT])
{
	struct rlimit locked;
	int err;

	libbpf_set_print(keep_words);
	state->skeleton = explain__open();
	if (!state->skeleton) {
		snprintf(why, COLLECT_TEXT, "libbpf: %s", strerror(errno));
		return false;
	}
	state->skeleton->rodata->page_size = (uint64_t)sysconf(_SC_PAGESIZE);
	/* Where maps of BPF count as locked memory, libbpf raises the limit; the command is to have what it had. */
	getrlimit(RLIMIT_MEMLOCK, &locked);
	err = choose_programs(state->skeleton);
	if (!err)
		err = explain__load(state->skeleton);
	setrlimit(RLIMIT_MEMLOCK, &locked);
	if (err) {
		first_words[strcspn(first_words, "\n")] = '\0';
		snprintf(why, COLLECT_TEXT, "the kernel does not take the BPF programs: %.90s",
			 first_words[0] ? first_words : strerror(-err));
		return false;
	}
	state->ring = ring_buffer__new(bpf_map__fd(state->skeleton->maps.events), bpf_take, state, NULL);
	if (!state->ring)
		snprintf(why, COLLECT_TEXT, "libbpf: %s", strerror(errno));
	state->continued.ring = state->ring;
	know_skeleton(state);
	return state->ring;
}
