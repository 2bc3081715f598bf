/* SPDX-License-Identifier: BSD-2-Clause */
/* What the kernel complains of in its log, while programs run. */
#ifndef FUZZ_KERNEL_LOG_H
#define FUZZ_KERNEL_LOG_H

#include <stdbool.h>
#include <stddef.h>

/* Begin to watch; false where that cannot be, which is said. */
bool kernel_log_open(void);

/* Whether the kernel complained since the last time: then @line has the first one that says so. */
bool kernel_log_complains(char *line, size_t size);

/* Say it on the console, which the machine's end does not take away; returns when it is there. */
void kernel_log_console(const char *text);

#endif /* FUZZ_KERNEL_LOG_H */
