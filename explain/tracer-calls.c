// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <linux/audit.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "explain/call32.h"
#include "explain/mapped-size.h"
#include "explain/model.h"
#include "explain/process-maps.h"
#include "explain/result.h"
#include "explain/system-call.h"
#include "explain/tracer-calls.h"
#include "explain/tracer.h"
#include "tools/process-name.h"

#ifdef __x86_64__
#define NATIVE AUDIT_ARCH_X86_64
#define OPEN SYS_open
#else
#define NATIVE AUDIT_ARCH_AARCH64
#define OPEN UINT64_MAX		/* it has openat only */
#endif

bool thread_is_mmap(const struct thread *thread)
{
	return thread->call == (thread->compat ? CALL32_MMAP2 : SYS_mmap);
}

void tracer_fill_common(const struct tracer *tracer, const struct thread *thread, struct incident *incident)
{
	snprintf(incident->source, sizeof(incident->source), "%s", tracer->source);
	incident->pid = thread->process;
	incident->tid = thread->tid;
	incident->page = (uint32_t)sysconf(_SC_PAGESIZE);
	process_name_read(thread->tid, incident->command, sizeof(incident->command));
}

void tracer_fill_call(const struct tracer *tracer, const struct thread *thread, struct incident *incident)
{
	tracer_fill_common(tracer, thread, incident);
	incident->called = true;
	incident->passed = PASSED_ENTRY;
	incident->address = thread->argument[0];
	incident->length = thread->argument[1];
	incident->protection = (uint32_t)thread->argument[2];
	incident->flags = (uint32_t)thread->argument[3];
	incident->fd = (int32_t)thread->argument[4];
	incident->offset = thread->argument[5] << (thread->compat ? CALL32_MMAP2_SHIFT : 0);
	if (!(incident->flags & MAP_ANONYMOUS))
		process_file(thread->tid, incident->fd, incident);
	if (tracer->inside)
		tracer->inside->call(tracer->inside->context, thread->tid, incident);
}

static void take_mmap(struct tracer *tracer, const struct thread *thread, int64_t result)
{
	struct incident incident = { .returned = true };

	tracer_fill_call(tracer, thread, &incident);
	incident.result = thread->compat && (uint32_t)result > (uint32_t)-4096 ? (int32_t)result : result;
	if (result_is_error(incident.result)) {
		result_add_limit(&incident);
	} else {
		incident.passed |= PASSED_SECURITY | PASSED_CHECKS;
		if (incident.is_device)
			process_vma(thread->tid, (uint64_t)incident.result, &incident);
	}
	model_mmap(tracer->model, &incident);
}

static void take_failed_open(struct tracer *tracer, const struct thread *thread, uint64_t path, int64_t result)
{
	char name[256] = "";
	/* Not across a page: what is behind it may not be there. */
	size_t length = 4096 - path % 4096;
	struct iovec to = { name, length < sizeof(name) - 1 ? length : sizeof(name) - 1 };
	struct iovec from = { (void *)path, to.iov_len };

	if (process_vm_readv(thread->tid, &to, 1, &from, 1, 0) > 0)
		model_open_failed(tracer->model, thread->process, name, (int)-result);
}

void tracer_take_fault(struct tracer *tracer, const struct thread *thread, uint64_t address, uint64_t ip)
{
	struct incident fault = { .fault_address = address, .fault_ip = ip };

	if (!tracer->inside || !tracer->inside->fault(tracer->inside->context, thread->tid, &fault))
		return;
	tracer_fill_common(tracer, thread, &fault);
	process_vma(thread->tid, fault.fault_address, &fault);
	model_fault(tracer->model, &fault);
}

static void take_efault(struct tracer *tracer, const struct thread *thread)
{
	struct incident efault = {
		.pid = thread->process, .tid = thread->tid,
		.system_call = (int)(thread->compat ? system_call_of_32bit((long)thread->call) : (long)thread->call),
	};

	for (int i = 0; i < 6; i++)
		if (model_mapping(tracer->model, thread->process, thread->argument[i])) {
			tracer_take_fault(tracer, thread, thread->argument[i], 0);
			efault.argument = thread->argument[i];
			if (model_maps_file(tracer->model, thread->process, thread->argument[i]))
				mapped_size_read(thread->tid, thread->argument[i], &efault);
			model_efault(tracer->model, thread->process, &efault);
			return;
		}
}

static bool is_mprotect(const struct thread *thread)
{
	if (thread->compat)
		return thread->call == CALL32_MPROTECT || thread->call == CALL32_PKEY_MPROTECT;
	return thread->call == SYS_mprotect || thread->call == SYS_pkey_mprotect;
}

static void take_result(struct tracer *tracer, const struct thread *thread, int64_t result)
{
	const uint64_t *argument = thread->argument;
	bool compat = thread->compat, error = result_is_error(result);

	if (thread_is_mmap(thread))
		take_mmap(tracer, thread, result);
	else if (thread->call == (compat ? CALL32_MUNMAP : SYS_munmap) && !error)
		model_unmap(tracer->model, thread->process, argument[0], argument[1]);
	else if (thread->call == (compat ? CALL32_MREMAP : SYS_mremap) && !error)
		model_move(tracer->model, thread->process, argument[0], argument[1], (uint64_t)result, argument[2]);
	else if (is_mprotect(thread) && !error)
		model_protect(tracer->model, thread->process, argument[0], argument[1], argument[2]);
	else if (thread->call == (compat ? CALL32_OPENAT : SYS_openat) && error)
		take_failed_open(tracer, thread, argument[1], result);
	else if (thread->call == (compat ? CALL32_OPEN : OPEN) && error)
		take_failed_open(tracer, thread, argument[0], result);
	else if (result == -EFAULT)
		take_efault(tracer, thread);
}

void tracer_take_system_call(struct tracer *tracer, struct thread *thread)
{
	struct __ptrace_syscall_info info = { 0 };

	if (ptrace(PTRACE_GET_SYSCALL_INFO, thread->tid, sizeof(info), &info) < 0)
		return;
	if (info.op == PTRACE_SYSCALL_INFO_ENTRY) {
		thread->inside = true;
		thread->compat = info.arch != NATIVE;
		thread->call = info.entry.nr;
		memcpy(thread->argument, info.entry.args, sizeof(thread->argument));
		thread->since = tracer_now();
		thread->entered = ++tracer->entered;
		if (tracer->inside)
			tracer->inside->enter(tracer->inside->context, thread->tid, thread_is_mmap(thread));
	} else if (info.op == PTRACE_SYSCALL_INFO_EXIT && thread->inside) {
		thread->inside = false;
		take_result(tracer, thread, info.exit.rval);
	}
}
