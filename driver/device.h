/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A device /dev/mapsN: it offers one area to programs. */
#ifndef MAPS_DEVICE_H
#define MAPS_DEVICE_H

#include <linux/cdev.h>
#include <linux/device.h>
#include <linux/list.h>
#include <linux/mutex.h>

#include "mapping.h"

struct maps_area;
struct maps_backing;
struct maps_mapper;

/* Minor numbers there are, and so devices at the most. */
#define MAPS_MINORS	256U

/* What a private mapping may do. */
enum maps_private {
	MAPS_PRIVATE_COPY,	/* a write makes a copy of the page */
	MAPS_PRIVATE_READONLY,	/* it can only be read, for ever */
	MAPS_PRIVATE_REFUSE,	/* there are none: programs are to share */
};

extern const char *const maps_private_names[];

/**
 * struct maps_device - one device
 * @dev: in class maps; carries the reference count
 * @cdev: its node; holds a reference on @dev, and each open file holds one on it
 * @node: in maps_devices; covered by maps_devices_lock
 * @account: its mappings; has a lock of its own
 * @lock: covers @area
 * @area: the memory it offers, a reference; NULL once it is revoked
 * @backing: where that memory is from; immutable
 * @mapper: how it maps; immutable
 * @private: what private mappings may do; immutable
 * @stamp: what each page began with; immutable
 *
 * References: maps_device_create() until maps_device_remove(); each open file;
 * each mapping, through its file. The last one frees it.
 */
struct maps_device {
	struct device dev;
	struct cdev cdev;
	struct list_head node;
	struct maps_account account;
	struct mutex lock;	/* area */
	struct maps_area *area;
	const struct maps_backing *backing;
	const struct maps_mapper *mapper;
	enum maps_private private;
	u32 stamp;
};

#define to_maps_device(device)	container_of(device, struct maps_device, dev)

/* All devices that are there, in the order of their numbers. */
extern struct list_head maps_devices;
extern struct mutex maps_devices_lock;

struct maps_device *maps_device_create(dev_t devt, struct maps_area *area,
				       const struct maps_mapper *mapper,
				       enum maps_private private, u32 stamp);
int maps_device_revoke(struct maps_device *device);
void maps_device_remove(struct maps_device *device);
unsigned long maps_device_pages(struct maps_device *device);
void maps_devices_serve(void);

int maps_class_register(void);
void maps_class_unregister(void);

#endif /* MAPS_DEVICE_H */
