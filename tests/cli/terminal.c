// SPDX-License-Identifier: BSD-2-Clause
/*
 * Run a command on a terminal of 10 rows and 60 columns, and press Ctrl-C as soon as
 * it has printed WORD:
 *
 *   terminal WORD COMMAND [ARGUMENT...]
 *
 * What the terminal was sent goes to standard output, and behind it, whether its
 * settings are as before. The exit status is the command's.
 */
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

static int open_terminal(int *master)
{
	const struct winsize size = { .ws_row = 10, .ws_col = 60 };
	int slave;

	*master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (*master < 0 || grantpt(*master) < 0 || unlockpt(*master) < 0)
		return -1;
	slave = open(ptsname(*master), O_RDWR | O_NOCTTY);
	if (slave >= 0)
		ioctl(slave, TIOCSWINSZ, &size);
	return slave;
}

static void become(int slave, char **command)
{
	setsid();
	ioctl(slave, TIOCSCTTY, 0);
	dup2(slave, 0);
	dup2(slave, 1);
	dup2(slave, 2);
	setenv("TERM", "xterm", 1);
	execvp(command[0], command);
	perror(command[0]);
	_exit(127);
}

/* Print what comes, until the command has ended. */
static int follow(int master, pid_t child, const char *word)
{
	static char seen[1 << 16];
	bool pressed = false, ended = false;
	size_t length = 0;
	int status = 0;

	/* What it printed at last is there still when it has ended. */
	while (length + 1 < sizeof(seen)) {
		ssize_t more = read(master, seen + length, sizeof(seen) - 1 - length);

		if (more <= 0 && ended)
			break;
		if (more <= 0) {
			ended = waitpid(child, &status, WNOHANG) != 0;
			usleep(10000);
			continue;
		}
		length += (size_t)more;
		seen[length] = '\0';
		if (!pressed && strstr(seen, word))
			pressed = write(master, "\003", 1) == 1;
	}
	fwrite(seen, 1, length, stdout);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static bool alike(const struct termios *a, const struct termios *b)
{
	return a->c_iflag == b->c_iflag && a->c_oflag == b->c_oflag && a->c_cflag == b->c_cflag &&
	       a->c_lflag == b->c_lflag && memcmp(a->c_cc, b->c_cc, sizeof(a->c_cc)) == 0;
}

int main(int argc, char **argv)
{
	struct termios before = { 0 }, after = { 0 };
	int master, slave, status;
	pid_t child;

	if (argc < 3)
		return 2;
	slave = open_terminal(&master);
	if (slave < 0 || tcgetattr(slave, &before) < 0) {
		perror("terminal");
		return 1;
	}
	fcntl(master, F_SETFL, O_NONBLOCK);
	child = fork();
	if (child == 0)
		become(slave, argv + 2);
	status = follow(master, child, argv[1]);
	tcgetattr(slave, &after);
	puts(alike(&before, &after) ? "\nas before" : "\nchanged");
	return status;
}
