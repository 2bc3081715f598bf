// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "results.h"
#include "tap.h"

static void append(char *list, size_t size, const char *word, size_t length)
{
	size_t used = strlen(list);

	if (snprintf(list + used, size - used, "%s%.*s", used ? " " : "", (int)length, word) >= (int)(size - used))
		tap_bail("a list of more than %zu bytes", size);
}

/* One line of TAP; @warned is the check that the line before was about. */
static void take_line(struct results *results, const char *line, char *last, size_t size)
{
	const char *name = strstr(line, " - ");
	unsigned int row;
	char word[64];

	if (strncmp(line, "# a warning", 11) == 0)
		append(results->warned, sizeof(results->warned), last, strlen(last));
	if (sscanf(line, "# by design %63[^:]", word) == 1)
		append(results->design, sizeof(results->design), word, strlen(word));
	if (sscanf(line, "# row %u", &row) == 1) {
		char text[16];

		snprintf(text, sizeof(text), "%u", row);
		append(results->rows, sizeof(results->rows), text, strlen(text));
	}
	sscanf(line, "1..%u", &results->plan);
	if (!name || (strncmp(line, "ok ", 3) != 0 && strncmp(line, "not ok ", 7) != 0))
		return;
	name += 3;
	results->count++;
	snprintf(last, size, "%.*s", (int)strcspn(name, ":"), name);
	if (line[0] == 'n')
		append(results->failed, sizeof(results->failed), last, strlen(last));
	else if (strstr(line, " # SKIP "))
		append(results->skipped, sizeof(results->skipped), last, strlen(last));
}

void scratch_make(void)
{
	mkdir(SCRATCH, 0755);
	if (system("mke2fs /dev/ram0 >/dev/null 2>&1") != 0 || mount("/dev/ram0", SCRATCH, "ext4", 0, NULL) != 0)
		tap_bail("no file system on /dev/ram0: %s", strerror(errno));
}

void results_of(struct results *results, const char *const *arguments)
{
	char last[64] = "", *line = NULL;
	int ends[2], status;
	size_t size = 0;
	pid_t child;
	FILE *out;

	memset(results, 0, sizeof(*results));
	if (pipe(ends) < 0 || (child = fork()) < 0)
		tap_bail("%s", strerror(errno));
	if (child == 0) {
		dup2(ends[1], STDOUT_FILENO);
		close(ends[0]);
		close(ends[1]);
		execvp(arguments[0], (char *const *)arguments);
		_exit(127);
	}
	close(ends[1]);
	out = fdopen(ends[0], "r");
	while (out && getline(&line, &size, out) > 0) {
		take_line(results, line, last, sizeof(last));
		/* What a test's reader wants to see where it fails. */
		if (getenv("VERBOSE"))
			fputs(line, stderr);
	}
	free(line);
	if (out)
		fclose(out);
	waitpid(child, &status, 0);
	results->status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static bool has_word(const char *list, const char *word, size_t length)
{
	while (*list) {
		size_t here = strcspn(list, " ");

		if (here == length && strncmp(list, word, length) == 0)
			return true;
		list += here + (list[here] == ' ');
	}
	return false;
}

bool results_have(const char *list, const char *name)
{
	return has_word(list, name, strlen(name));
}

/* Whether each word of @list is in @other; one that is not is noted. */
static bool has_all(const char *list, const char *other, const char *note)
{
	bool all = true;

	while (*list) {
		size_t length = strcspn(list, " ");

		if (length && !has_word(other, list, length)) {
			tap_note("%s: %.*s", note, (int)length, list);
			all = false;
		}
		list += length + (list[length] == ' ');
	}
	return all;
}

bool results_same(const char *found, const char *expected, const char *sentence, ...)
{
	char text[512];
	va_list arguments;
	bool same;

	if (!found)
		found = "";
	if (!expected)
		expected = "";
	va_start(arguments, sentence);
	vsnprintf(text, sizeof(text), sentence, arguments);
	va_end(arguments);
	same = has_all(found, expected, "not expected");
	same &= has_all(expected, found, "missing");
	return tap_ok(same, "%s", text);
}
