/* SPDX-License-Identifier: BSD-2-Clause */
/* A setting of the kernel: a file of /proc/sys or /sys. */
#ifndef MAPS_BENCH_SETTING_H
#define MAPS_BENCH_SETTING_H

/* Returns 0; -errno, for a kernel that does not have it. */
int setting_write(const char *path, const char *value);

#endif /* MAPS_BENCH_SETTING_H */
