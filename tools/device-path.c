// SPDX-License-Identifier: BSD-2-Clause
#include <string.h>

#include "device-path.h"
#include "libmaps.h"

const char *device_path(const char *device, char path[PATH_MAX])
{
	if (strchr(device, '/') || maps_resolve(device, path, PATH_MAX) != 0)
		return device;
	return path;
}
