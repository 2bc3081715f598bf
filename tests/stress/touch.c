// SPDX-License-Identifier: BSD-2-Clause
#include <setjmp.h>
#include <signal.h>
#include <stddef.h>

#include "touch.h"

/* One for each thread, as its signals are. */
static __thread sigjmp_buf touched;
static __thread volatile sig_atomic_t touches;

/* A signal of any other access ends the test: once more, it finds no handler. */
static void on_signal(int number)
{
	if (touches)
		siglongjmp(touched, number);
	signal(number, SIG_DFL);
}

void touch_prepare(void)
{
	/* Not blocked while it is handled: then no mask has to be restored. */
	static const struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_NODEFER };

	sigaction(SIGBUS, &action, NULL);
	sigaction(SIGSEGV, &action, NULL);
}

int touch_read(const void *address, uint32_t *word)
{
	int signal = sigsetjmp(touched, 0);

	if (!signal) {
		touches = 1;
		*word = *(const volatile uint32_t *)address;
	}
	touches = 0;
	return signal;
}

int touch_write(void *address, uint32_t word)
{
	int signal = sigsetjmp(touched, 0);

	if (!signal) {
		touches = 1;
		*(volatile uint32_t *)address = word;
	}
	touches = 0;
	return signal;
}
