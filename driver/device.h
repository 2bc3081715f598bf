/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A device: it offers one area to programs, as /dev/mapsN or anonymously. */
#ifndef MAPS_DEVICE_H
#define MAPS_DEVICE_H

#include <linux/cdev.h>
#include <linux/completion.h>
#include <linux/device.h>
#include <linux/list.h>
#include <linux/maps.h>
#include <linux/mutex.h>

#include "mapping.h"

struct maps_area;
struct maps_backing;
struct maps_mapper;

/* The number of minor device numbers, and so the limit on named devices. */
#define MAPS_MINORS	256U

extern const char *const maps_private_names[];

/**
 * struct maps_plan - the properties of a device to be created
 * @nr_pages: the size of its area; not 0
 * @backing: where the memory comes from
 * @node: the NUMA node it comes from; NUMA_NO_NODE for any
 * @mapper: how it is mapped; suits @backing
 * @private: what private mappings may do
 * @stamp: the word at the beginning of each page; 0 leaves the pages zeroed
 * @anonymous: whether it has no device node, no number and no name, only a file
 * @label: a name chosen by the user; "" for none
 */
struct maps_plan {
	unsigned long nr_pages;
	const struct maps_backing *backing;
	int node;
	const struct maps_mapper *mapper;
	enum maps_private private;
	u32 stamp;
	bool anonymous;
	char label[MAPS_LABEL_SIZE];
};

/**
 * struct maps_device - one device
 * @dev: in class maps; carries the reference count
 * @cdev: its device node; not used if @plan.anonymous
 * @entry: in maps_devices; protected by maps_devices_lock
 * @account: its mappings; has its own lock
 * @lock: protects @area and @nr_opened
 * @area: the memory it offers; holds a reference. NULL once it is revoked or destroyed
 * @unmapped: completed when whoever took @area from it has unmapped that everywhere
 * @nr_opened: the number of open files
 * @destroyed: maps_device_destroy() is at work; protected by maps_devices_lock
 * @plan: the properties it was created with; immutable
 * @number: N of /dev/mapsN, which stays taken until this is freed; -1 if
 *	@plan.anonymous; immutable
 *
 * References: one from maps_device_create() until maps_device_remove() or _destroy()
 * (an anonymous device is removed when its only file is released); one for each open
 * file, and through that file for each mapping. Dropping the last one frees it.
 */
struct maps_device {
	struct device dev;
	struct cdev cdev;
	struct list_head entry;
	struct maps_account account;
	struct mutex lock;	/* area, nr_opened */
	struct maps_area *area;
	struct completion unmapped;
	unsigned long nr_opened;
	bool destroyed;
	struct maps_plan plan;
	int number;
};

#define to_maps_device(device)	container_of(device, struct maps_device, dev)

/* The device number of maps0; those of the others follow it. Set at load. */
extern dev_t maps_devt;

/* All devices, in the order in which they were created. */
extern struct list_head maps_devices;
extern struct mutex maps_devices_lock;	/* taken before a device's own lock */

struct maps_device *maps_device_create(const struct maps_plan *plan);
int maps_device_add(struct maps_device *device);
int maps_device_revoke(struct maps_device *device);
int maps_device_destroy(u32 number, bool force);
void maps_device_remove(struct maps_device *device);
unsigned long maps_device_pages(struct maps_device *device);
void maps_devices_serve(void);
bool maps_devices_are_served(void);

int maps_class_register(void);
void maps_class_unregister(void);

#endif /* MAPS_DEVICE_H */
