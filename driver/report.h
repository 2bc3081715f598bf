/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the driver reports: sysfs and an ioctl for each device, /proc/driver/maps for all. */
#ifndef MAPS_REPORT_H
#define MAPS_REPORT_H

#include <linux/compiler.h>

struct attribute_group;
struct maps_device;
struct maps_area_info;

extern const struct attribute_group *maps_device_groups[];

long maps_info_report(struct maps_device *device, struct maps_area_info __user *answer);

int maps_report_register(void);
void maps_report_unregister(void);

#endif /* MAPS_REPORT_H */
