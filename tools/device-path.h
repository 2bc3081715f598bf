/* SPDX-License-Identifier: BSD-2-Clause */
/* What a person calls a device, for subcommands that take any file, too. */
#ifndef MAPS_DEVICE_PATH_H
#define MAPS_DEVICE_PATH_H

#include <limits.h>

/*
 * The path of the area that is called @device, by the name of its device or by its
 * label, in @path; where none is called that, @device itself, which is a path then.
 */
const char *device_path(const char *device, char path[PATH_MAX]);

#endif /* MAPS_DEVICE_PATH_H */
