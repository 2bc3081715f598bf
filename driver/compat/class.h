/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * class_create() lost its first argument, the module, in 6.4 ("driver
 * core: class: remove module * from class_create()").
 * This file can go when 6.4 is the oldest kernel in KERNELS.
 */
#ifndef MAPS_COMPAT_CLASS_H
#define MAPS_COMPAT_CLASS_H

#include <linux/device.h>
#include <linux/module.h>

#include "config.h"

static inline struct class *maps_class_create(const char *name)
{
#ifdef MAPS_HAVE_CLASS_CREATE_OF_NAME
	return class_create(name);
#else
	return class_create(THIS_MODULE, name);
#endif
}

#endif /* MAPS_COMPAT_CLASS_H */
