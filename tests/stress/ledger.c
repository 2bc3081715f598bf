// SPDX-License-Identifier: BSD-2-Clause
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "ledger.h"
#include "tests/tap.h"

const char *const operation_names[OPERATIONS] = {
	[DO_CREATE] = "create",
	[DO_CREATE_ANONYMOUS] = "create an anonymous area",
	[DO_OPEN] = "open",
	[DO_CLOSE] = "close",
	[DO_MAP] = "mmap",
	[DO_UNMAP] = "munmap",
	[DO_TOUCH] = "read a mapping",
	[DO_WRITE_SHARED] = "write to a shared mapping",
	[DO_WRITE_PRIVATE] = "write to a private mapping",
	[DO_PROTECT] = "mprotect",
	[DO_MOVE] = "mremap to another address",
	[DO_GROW] = "mremap to another size",
	[DO_ADVISE] = "madvise",
	[DO_SYNC] = "msync",
	[DO_READ] = "read()",
	[DO_WRITE] = "write()",
	[DO_COPY_OVER] = "read() and write() of a mapping of the same area",
	[DO_FORK] = "fork",
	[DO_REPORT] = "read sysfs and /proc/driver/maps",
	[DO_REVOKE] = "revoke",
	[DO_DESTROY] = "destroy",
	[DO_COMMON] = "change what other threads have mapped",
	[DO_UNLOAD] = "unload and load",
};

struct ledger *ledger;
__thread unsigned int ledger_thread, ledger_round;

void ledger_make(void)
{
	ledger = mmap(NULL, sizeof(*ledger), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (ledger == MAP_FAILED)
		tap_bail("no memory for the ledger");
	ledger->next_area = 1;
}

void ledger_complain(const char *format, ...)
{
	unsigned int number = atomic_fetch_add(&ledger->complaints, 1);
	va_list arguments;
	size_t length;

	if (number >= MOST_TOLD)
		return;
	length = (size_t)snprintf(ledger->texts[number], sizeof(ledger->texts[0]), "thread %u, round %u: ",
				  ledger_thread, ledger_round);
	va_start(arguments, format);
	vsnprintf(ledger->texts[number] + length, sizeof(ledger->texts[0]) - length, format, arguments);
	va_end(arguments);
}

bool ledger_count(enum operation operation, int error, const int legal[])
{
	if (!error) {
		atomic_fetch_add(&ledger->done[operation], 1);
		return true;
	}
	atomic_fetch_add(&ledger->refused[operation], 1);
	while (*legal && *legal != error)
		legal++;
	if (!*legal)
		ledger_complain("%s: %s", operation_names[operation], strerror(error));
	return false;
}
