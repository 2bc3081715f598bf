/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the driver tells: sysfs for each device, /proc/driver/maps for all. */
#ifndef MAPS_REPORT_H
#define MAPS_REPORT_H

struct attribute_group;

extern const struct attribute_group *maps_device_groups[];

int maps_report_register(void);
void maps_report_unregister(void);

#endif /* MAPS_REPORT_H */
