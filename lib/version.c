// SPDX-License-Identifier: BSD-2-Clause
#include "internal.h"

const char *maps_version(void)
{
	return MAPS_VERSION;
}
