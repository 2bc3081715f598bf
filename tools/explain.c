// SPDX-License-Identifier: BSD-2-Clause
/* maps explain: why did my mmap fail? */
#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "argument.h"
#include "command.h"
#include "explain/collect.h"
#include "explain/explanation.h"
#include "explain/incident-json.h"
#include "explain/launch.h"
#include "explain/look-again.h"
#include "explain/model.h"
#include "explain/source-line.h"
#include "explain/story.h"
#include "explain/threads.h"
#include "message.h"

#define NAME "explain"
#define SECONDS 10

/* What a shell exits with for a command that cannot be run, and that is not there. */
#define STATUS_NOT_RUN 126
#define STATUS_NOT_FOUND 127

/* As of one that was killed, and would not go. */
#define STATUS_KILLED 137

/**
 * struct options - what was asked for
 * @command: what to run; NULL: look at @pid
 * @output, @record: where the report and the incidents go; NULL: standard error, and nowhere
 * @out: @output, which is open before anything is run, so that no report is lost
 * @debug_info: where to look for modules with debug information; NULL: in the usual places alone
 * @story: the form of the report
 * @collector: the way; NULL: the best that there is
 * @all: good mappings, too
 * @seconds: after which something is stuck
 */
struct options {
	char **command;
	pid_t pid;
	const char *output;
	const char *record;
	FILE *out;
	const char *debug_info;
	const struct story *story;
	const struct collector *collector;
	bool all;
	int seconds;
};

static const struct collector *const collectors[] = {
#ifdef HAVE_LIBBPF
	&collector_bpf,
#endif
	&collector_tracefs,
	&collector_ptrace,
};

#define COLLECTORS (sizeof(collectors) / sizeof(collectors[0]))

static void print_usage(FILE *out)
{
	fprintf(out, "Usage: maps explain [options] -- COMMAND [ARGUMENT...]\n"
		     "       maps explain [options] -p PID\n\n"
		     "Run COMMAND, or watch a process, and tell why an mmap of a file or device failed.\n\n"
		     "  -p, --pid PID         watch this process, until it ends or Ctrl-C\n"
		     "  -o, --output FILE     write the report there (default: standard error)\n"
		     "  -j, --json            another form of report\n"
		     "  -a, --all             tell of mappings that are good, too\n"
		     "      --record FILE     write what was seen there, to be explained elsewhere\n"
		     "      --debug-info DIR  look for modules below it, for the source lines of callers\n"
		     "      --timeout SECONDS what takes longer in the kernel is stuck, and COMMAND is\n"
		     "                        killed (default: %d)\n"
		     "      --by WAY          how to watch: bpf, tracefs or ptrace (default: the first that\n"
		     "                        works)\n"
		     "  -h, --help            this text\n\n"
		     "The exit status is COMMAND's; of a signal that kills it, maps dies, too.\n", SECONDS);
}

/* --- Options ------------------------------------------------------------------------ */

enum {
	OPTION_RECORD = 256,
	OPTION_DEBUG_INFO,
	OPTION_TIMEOUT,
	OPTION_BY,
};

static bool parse_way(const char *name, const struct collector **collector)
{
	for (size_t i = 0; i < COLLECTORS; i++)
		if (strcmp(collectors[i]->name, name) == 0)
			*collector = collectors[i];
	if (!*collector)
		message(NAME, "--by %s: %s", name,
			strcmp(name, "bpf") == 0 ? "maps was built without libbpf; tracefs or ptrace may do" :
						   "no such way; bpf, tracefs or ptrace");
	return *collector;
}

static bool parse_directory(const char *path, const char **directory)
{
#ifndef HAVE_LIBDW
	message(NAME, "--debug-info %s: maps was built without libdw; leave it out, and see the report without lines", path);
	return false;
#endif
	*directory = path;
	if (access(path, R_OK | X_OK) == 0)
		return true;
	message(NAME, "--debug-info %s: %s; name the directory of the modules with debug information", path,
		strerror(errno));
	return false;
}

static bool parse_option(struct options *options, int option)
{
	long number = 0;
	bool good;

	switch (option) {
	case 'p':
		good = argument_number(NAME, "--pid", optarg, 1, INT32_MAX, &number);
		options->pid = (int)number;
		return good;
	case 'o':
		options->output = optarg;
		return true;
	case 'j':
		options->story = &story_json;
		return true;
	case 'a':
		options->all = true;
		return true;
	case OPTION_RECORD:
		options->record = optarg;
		return true;
	case OPTION_DEBUG_INFO:
		return parse_directory(optarg, &options->debug_info);
	case OPTION_TIMEOUT:
		good = argument_number(NAME, "--timeout", optarg, 1, 3600, &number);
		options->seconds = (int)number;
		return good;
	case OPTION_BY:
		return parse_way(optarg, &options->collector);
	default:
		return false;
	}
}

/* Returns a status where the command ends here, and -1 where it goes on. */
static int parse(int argc, char **argv, struct options *options)
{
	static const struct option known[] = {
		{ "pid", required_argument, NULL, 'p' },
		{ "output", required_argument, NULL, 'o' },
		{ "json", no_argument, NULL, 'j' },
		{ "all", no_argument, NULL, 'a' },
		{ "record", required_argument, NULL, OPTION_RECORD },
		{ "debug-info", required_argument, NULL, OPTION_DEBUG_INFO },
		{ "timeout", required_argument, NULL, OPTION_TIMEOUT },
		{ "by", required_argument, NULL, OPTION_BY },
		{ "help", no_argument, NULL, 'h' },
		{ 0 }
	};
	bool good = true;
	int option;

	while ((option = getopt_long(argc, argv, "+p:o:jah", known, NULL)) != -1) {
		if (option == 'h') {
			print_usage(stdout);
			return COMMAND_DONE;
		}
		good &= parse_option(options, option);
	}
	if (good && (optind < argc) == (options->pid != 0)) {
		message(NAME, options->pid ? "a command or -p PID, not both" : "no command; what is to be run?");
		good = false;
	}
	if (!good) {
		message_usage(NAME);
		return COMMAND_USAGE;
	}
	options->command = options->pid ? NULL : argv + optind;
	return -1;
}

static void tell_no_memory(void)
{
	message(NAME, "%s; free some memory and try again", strerror(ENOMEM));
}

/* --- The report ----------------------------------------------------------------------- */

static FILE *open_file(const char *path)
{
	FILE *file = fopen(path, "we");

	if (!file)
		message(NAME, "%s: %s; name a file that can be written", path, strerror(errno));
	return file;
}

static bool close_file(FILE *file, const char *path)
{
	if (fclose(file) == 0)
		return true;
	message(NAME, "%s: %s; the report is not complete: name another file", path, strerror(errno));
	return false;
}

/* Those to be told, as one array; @count of them. */
static struct incident *select_incidents(const struct model *model, bool all, const char *blind, size_t *count)
{
	size_t most = model_count(model);
	struct incident *incidents = calloc(most + 1, sizeof(*incidents));

	*count = 0;
	for (size_t i = 0; incidents && i < most; i++) {
		const struct incident *incident = model_incident(model, i);

		if (incident->kind == INCIDENT_GOOD && !all)
			continue;
		incidents[*count] = *incident;
		snprintf(incidents[*count].blind, sizeof(incidents[*count].blind), "%s", blind);
		++*count;
	}
	return incidents;
}

static bool tell(const struct options *options, const struct incident *incidents, size_t count,
		 const struct watch *watch)
{
	FILE *out = options->out;

	options->story->begin(out);
	for (size_t i = 0; i < count; i++) {
		struct explanation explanation;

		explain(&incidents[i], &explanation);
		options->story->incident(out, &incidents[i], &explanation);
	}
	options->story->end(out, watch);
	return !options->output || close_file(out, options->output);
}

static bool record(const char *path, const struct incident *incidents, size_t count)
{
	FILE *out = open_file(path);
	int err;

	if (!out)
		return false;
	err = incidents_record(out, incidents, count);
	if (err)
		message(NAME, "%s: %s; is there room for it?", path, strerror(-err));
	return close_file(out, path) && !err;
}

static bool report(const struct options *options, const struct model *model, const char *source, const char *blind)
{
	struct watch watch = {
		.watched = model_watched(model), .dropped = model_dropped(model), .source = source, .blind = blind,
	};
	struct incident *incidents;
	bool good;
	size_t count;

	incidents = select_incidents(model, options->all, blind, &count);
	if (!incidents) {
		tell_no_memory();
		return false;
	}
	look_again(incidents, count);
	source_lines_fill(incidents, count, options->debug_info);
	if (model_lost(model))
		message(NAME, "%s: some mappings were not followed; free some memory and try again", strerror(ENOMEM));
	good = tell(options, incidents, count, &watch);
	if (options->record)
		good &= record(options->record, incidents, count);
	free(incidents);
	return good;
}

/* --- The watch ------------------------------------------------------------------------- */

/* Add why a way does not work to what was said of those before it. */
static void add_reason(char *reasons, size_t size, const char *way, const char *why)
{
	size_t used = strlen(reasons);

	snprintf(reasons + used, size - used, "%sno %s: %s", used ? "; " : "", way, why);
}

/* The best way that works here. Why those before it do not is told; what it cannot see is put into @blind. */
static const struct collector *choose(const struct options *options, struct model *model, void **state,
				      char blind[COLLECT_TEXT])
{
	char reasons[4 * COLLECT_TEXT] = "", why[COLLECT_TEXT];

#ifndef HAVE_LIBBPF
	if (!options->collector)
		add_reason(reasons, sizeof(reasons), "bpf", "maps was built without libbpf");
#endif
	for (size_t i = 0; i < COLLECTORS; i++) {
		if (options->collector && options->collector != collectors[i])
			continue;
		why[0] = blind[0] = '\0';
		*state = collectors[i]->open(model, why, blind);
		if (*state) {
			if (reasons[0])
				message(NAME, "watching by %s: %s", collectors[i]->name, reasons);
			return collectors[i];
		}
		add_reason(reasons, sizeof(reasons), collectors[i]->name, why);
	}
	message(NAME, "cannot watch: %s", reasons);
	return NULL;
}

static int watch_subject(const struct options *options, const struct collector *collector, void *state,
			 struct subject *subject)
{
	int err;

	subject->seconds = options->seconds;
	if (options->command) {
		err = launch_start(options->command, subject);
		if (err) {
			message(NAME, "%s: %s; the kernel would not start it: end other processes, or free some memory",
				options->command[0], strerror(-err));
			return err;
		}
	} else {
		/* Threads have numbers of their own, and are watched together. */
		subject->pid = thread_process(options->pid);
		launch_await_signals();
	}
	err = collector->run(state, subject);
	launch_over(subject);
	if (err == -ETIMEDOUT)
		message(NAME, "cannot watch process %d: it hangs in a change of its mappings, and these cannot be read; as root, "
			      "see /proc/%d/task/*/stack for where", subject->pid, subject->pid);
	else if (err)
		message(NAME, "cannot watch process %d: %s; 'ps' shows whether it is there, and root may watch any",
			subject->pid, strerror(-err));
	return err;
}

/* Whether the command could not even be run; @status is then what a shell says. */
static bool did_not_run(const struct options *options, struct subject *subject, int *status)
{
	int err = options->command && subject->ended ? launch_failed(subject) : 0;

	if (!err)
		return false;
	message(NAME, "%s: %s; is the path right, and may it be executed?", options->command[0], strerror(-err));
	*status = err == -ENOENT ? STATUS_NOT_FOUND : STATUS_NOT_RUN;
	return true;
}

/* What the command ended with is handed on. */
static int finish(const struct options *options, const struct subject *subject, bool good)
{
	if (!options->command || (!good && !subject->ended))
		return good ? COMMAND_DONE : COMMAND_FAILED;
	if (subject->ended)
		return launch_finish(subject->status);
	message(NAME, "process %d was killed, and is not gone: see the kernel's log", subject->pid);
	return STATUS_KILLED;
}

static enum command_status run(int argc, char **argv)
{
	struct options options = { .story = &story_person, .seconds = SECONDS };
	const struct collector *collector;
	struct subject subject = { 0 };
	char blind[COLLECT_TEXT];
	struct model *model;
	int status;
	void *state;
	bool good;

	status = parse(argc, argv, &options);
	if (status >= 0)
		return (enum command_status)status;
	options.out = options.output ? open_file(options.output) : stderr;
	if (!options.out)
		return COMMAND_FAILED;
	model = model_new((size_t)sysconf(_SC_PAGESIZE), options.all);
	if (!model)
		tell_no_memory();
	collector = model ? choose(&options, model, &state, blind) : NULL;
	if (!collector) {
		model_free(model);
		return COMMAND_FAILED;
	}
	good = watch_subject(&options, collector, state, &subject) == 0;
	if (!did_not_run(&options, &subject, &status)) {
		if (good)
			good = report(&options, model, collector->name, blind);
		status = -1;
	}
	collector->close(state);
	model_free(model);
	return (enum command_status)(status >= 0 ? status : finish(&options, &subject, good));
}

const struct command command_explain = {
	.name = NAME,
	.summary = "tell why an mmap failed",
	.run = run,
};
