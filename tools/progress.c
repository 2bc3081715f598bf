// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>

#include "progress.h"
#include "terminal.h"

#define BAR 10

void progress_show(const char *command, unsigned int step, unsigned int all, const char *what)
{
	static const char done[] = "##########", to_do[] = "..........";
	unsigned int length = (step - 1) * BAR / all;

	if (!terminal_error())
		return;
	/* What does not fit is cut, as a second line would stay there. */
	fprintf(stderr, "\033[?7l\r\033[K[%.*s%.*s] %s: %u of %u %s\033[?7h", (int)length, done,
		(int)(BAR - length), to_do, command, step, all, what);
}

void progress_clear(void)
{
	if (terminal_error())
		fputs("\r\033[K", stderr);
}
