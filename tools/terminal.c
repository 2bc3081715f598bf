// SPDX-License-Identifier: BSD-2-Clause
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "terminal.h"

static bool is_terminal(int fd)
{
	const char *kind = getenv("TERM");

	return isatty(fd) && kind && strcmp(kind, "dumb") != 0;
}

bool terminal_out(void)
{
	return is_terminal(STDOUT_FILENO);
}

bool terminal_error(void)
{
	return is_terminal(STDERR_FILENO);
}

bool terminal_coloured(void)
{
	const char *never = getenv("NO_COLOR");

	return terminal_out() && (!never || !never[0]);
}

void terminal_size(unsigned int *columns, unsigned int *rows)
{
	struct winsize size = { 0 };

	ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);
	*columns = size.ws_col ? size.ws_col : 80;
	*rows = size.ws_row ? size.ws_row : 24;
}
