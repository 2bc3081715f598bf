// SPDX-License-Identifier: BSD-2-Clause
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>

#include "explain/family.h"
#include "explain/launch.h"
#include "explain/mapped-size.h"
#include "explain/model.h"
#include "explain/process-maps.h"
#include "explain/threads.h"
#include "explain/tracer-calls.h"
#include "explain/tracer-state.h"
#include "explain/tracer-stuck.h"
#include "explain/tracer.h"

#define OPTIONS (PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | \
		 PTRACE_O_TRACEEXEC)

/* How long a thread may take to stop, so that it can be let go. */
#define RELEASE_SECONDS	1

time_t tracer_now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec;
}

/* Whoever of several threads runs another program, the others are gone, and it has the first one's number. */
static void forget_others(struct tracer *tracer, const struct thread *thread)
{
	struct thread *other = tracer->threads.first, *next;

	for (; other; other = next) {
		next = other->next;
		if (other == thread || other->process != thread->process)
			continue;
		if (tracer->inside)
			tracer->inside->forget(tracer->inside->context, other->tid);
		threads_forget(&tracer->threads, other->tid);
	}
}

static void take_event(struct tracer *tracer, struct thread *thread, int event)
{
	unsigned long message = 0;
	struct thread *child;

	if (event == PTRACE_EVENT_EXEC) {
		thread->process = thread_process(thread->tid);
		thread->inside = false;
		forget_others(tracer, thread);
		model_exec(tracer->model, thread->process);
		return;
	}
	if (ptrace(PTRACE_GETEVENTMSG, thread->tid, NULL, &message) < 0)
		return;
	child = threads_get(&tracer->threads, (pid_t)message);
	if (child->process != thread->process)
		model_fork(tracer->model, thread->process, child->process);
}

/* A signal is about to be delivered; the kernel's own have a positive code. */
static void take_signal(struct tracer *tracer, const struct thread *thread)
{
	struct incident signal = { .pid = thread->process, .tid = thread->tid };
	struct __ptrace_syscall_info at = { 0 };
	siginfo_t info;

	if (ptrace(PTRACE_GETSIGINFO, thread->tid, NULL, &info) < 0 || info.si_code <= 0)
		return;
	if (info.si_signo != SIGSEGV && info.si_signo != SIGBUS)
		return;
	ptrace(PTRACE_GET_SYSCALL_INFO, thread->tid, sizeof(at), &at);
	tracer_take_fault(tracer, thread, (uint64_t)info.si_addr, at.instruction_pointer);
	signal.signal = info.si_signo;
	signal.signal_code = info.si_code;
	signal.signal_address = (uint64_t)info.si_addr;
	signal.fault_ip = at.instruction_pointer;
	if (model_maps_file(tracer->model, thread->process, signal.signal_address))
		mapped_size_read(thread->tid, signal.signal_address, &signal);
	model_signal(tracer->model, &signal);
}

static bool is_stop(int signal)
{
	return signal == SIGSTOP || signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU;
}

static void take_stop(struct tracer *tracer, pid_t tid, int status)
{
	struct thread *thread = threads_get(&tracer->threads, tid);
	int signal = WSTOPSIG(status), event = status >> 16;

	if (signal == (SIGTRAP | 0x80)) {
		tracer_take_system_call(tracer, thread);
		signal = 0;
	} else if (event == PTRACE_EVENT_STOP) {
		if (is_stop(signal)) {
			ptrace(PTRACE_LISTEN, tid, NULL, NULL);
			return;
		}
		signal = 0;
	} else if (event) {
		take_event(tracer, thread, event);
		signal = 0;
	} else {
		take_signal(tracer, thread);
	}
	thread->asked = false;
	if (tracer->inside && !thread->inside)
		tracer->inside->stop(tracer->inside->context, tid);
	ptrace(PTRACE_SYSCALL, tid, NULL, (void *)(intptr_t)signal);
}

static void take_end(struct tracer *tracer, struct subject *subject, pid_t tid, int status)
{
	struct thread *thread = threads_get(&tracer->threads, tid);
	struct incident incident = { 0 };

	if (tracer->inside && WIFSIGNALED(status) &&
	    tracer->inside->is_unfinished(tracer->inside->context, tid, &incident))
		tracer_take_stuck(tracer, thread, &incident);
	if (threads_is_alone(&tracer->threads, thread))
		model_exit(tracer->model, thread->process, status);
	threads_forget(&tracer->threads, tid);
	if (tracer->inside)
		tracer->inside->forget(tracer->inside->context, tid);
	if (tid == subject->pid) {
		subject->ended = true;
		subject->status = status;
	}
}

static void wake(int signal)
{
	(void)signal;
}

/* The command, and whom it left behind: what hangs may be any of them. */
static void kill_all(const struct tracer *tracer, const struct subject *subject)
{
	for (const struct thread *thread = tracer->threads.first; thread; thread = thread->next)
		kill(thread->process, SIGKILL);
	kill(subject->pid, SIGKILL);
}

static void follow(struct tracer *tracer, struct subject *subject)
{
	struct itimerval each = { .it_interval.tv_sec = 1, .it_value.tv_sec = 1 }, never = { 0 };
	struct sigaction action = { .sa_handler = wake };
	time_t killed = 0;
	int status;

	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &each, NULL);
	while (!subject->ended && (subject->own || !collect_enough)) {
		pid_t tid = waitpid(-1, &status, __WALL);

		if (tid < 0 && errno != EINTR)
			break;
		if (tid > 0 && WIFSTOPPED(status))
			take_stop(tracer, tid, status);
		else if (tid > 0)
			take_end(tracer, subject, tid, status);
		tracer_find_stuck(tracer, subject->seconds);
		if (!tracer->stuck)
			continue;
		subject->stuck = true;
		if (!subject->own || (killed && tracer_now() - killed > KILL_SECONDS))
			break;
		if (!killed) {
			killed = tracer_now();
			kill_all(tracer, subject);
		}
	}
	setitimer(ITIMER_REAL, &never, NULL);
}

static void existing(void *context, const struct incident *mapping)
{
	const struct tracer *tracer = context;
	struct incident incident = *mapping;

	snprintf(incident.source, sizeof(incident.source), "%s", tracer->source);
	if (incident.is_device)
		process_vma(incident.pid, incident.vma_start, &incident);
	model_existing(tracer->model, &incident);
}

/* Trace all threads, from the next system call on. */
static int seize(void *context, pid_t pid)
{
	struct tracer *tracer = context;
	char name[32];
	int err = -ESRCH, seized = 0;
	struct dirent *entry;
	DIR *tasks;

	snprintf(name, sizeof(name), "/proc/%d/task", pid);
	tasks = opendir(name);
	while (tasks && (entry = readdir(tasks))) {
		pid_t tid = (pid_t)strtol(entry->d_name, NULL, 10);

		if (tid <= 0)
			continue;
		/* One that has just ended, or a main thread that has while others go on, is no matter. */
		if (ptrace(PTRACE_SEIZE, tid, NULL, (void *)(intptr_t)OPTIONS) < 0) {
			err = seized ? err : -errno;
			continue;
		}
		threads_get(&tracer->threads, tid);
		err = seized++ ? err : 0;
		if (tracer->inside && !err)
			err = tracer->inside->follow(tracer->inside->context, tid);
		ptrace(PTRACE_INTERRUPT, tid, NULL, NULL);
	}
	if (tasks)
		closedir(tasks);
	return err;
}

/* The signal that a tracee has stopped to get; 0: it has stopped for something else. */
static int pending_signal(int status)
{
	return WIFSTOPPED(status) && !(status >> 16) && WSTOPSIG(status) != (SIGTRAP | 0x80) ? WSTOPSIG(status) : 0;
}

/* What a thread is about to fork is traced already, too, and has a stop of its own. */
static void let_go(struct tracer *tracer, pid_t tid, int status)
{
	int event = status >> 16;

	if (event && event != PTRACE_EVENT_STOP)
		take_event(tracer, threads_get(&tracer->threads, tid), event);
	ptrace(PTRACE_DETACH, tid, NULL, (void *)(intptr_t)pending_signal(status));
	threads_forget(&tracer->threads, tid);
}

/*
 * The tracer's end would do; but a process of -p goes on, as those do that a command leaves
 * behind, and the report takes its time. Only a tracee that has stopped can be let go: each is
 * asked to, and waited for, unless it hangs in the kernel.
 */
static void release(struct tracer *tracer, struct subject *subject)
{
	struct timespec moment = { .tv_nsec = 10000000 };
	time_t begun = tracer_now();
	int status;

	for (struct thread *thread = tracer->threads.first; thread; thread = thread->next)
		ptrace(PTRACE_INTERRUPT, thread->tid, NULL, NULL);
	while (tracer->threads.first && tracer_now() - begun <= RELEASE_SECONDS) {
		pid_t tid = waitpid(-1, &status, __WALL | WNOHANG);

		if (tid < 0)
			break;
		if (!tid)
			nanosleep(&moment, NULL);
		else if (WIFSTOPPED(status))
			let_go(tracer, tid, status);
		else
			take_end(tracer, subject, tid, status);
	}
}

/* The children that it has from then on are traced by themselves. */
static int seize_running(void *context, pid_t pid)
{
	int err = seize(context, pid);

	return err ? err : process_maps(pid, existing, context);
}

int tracer_run(struct tracer *tracer, struct subject *subject)
{
	int err = subject->own ? seize(tracer, subject->pid) : family_each(subject->pid, seize_running, tracer);

	/* Without that, the command ends where it waits: it is watched, or not run. */
	if (!err && subject->own)
		err = launch_go(subject);
	if (err)
		return err;
	follow(tracer, subject);
	release(tracer, subject);
	return 0;
}

struct tracer *tracer_new(struct model *model, const char *source, const struct inside *inside)
{
	struct tracer *tracer = calloc(1, sizeof(*tracer));

	if (!tracer)
		return NULL;
	tracer->model = model;
	tracer->source = source;
	tracer->inside = inside;
	return tracer;
}

void tracer_free(struct tracer *tracer)
{
	threads_forget_all(&tracer->threads);
	free(tracer);
}
