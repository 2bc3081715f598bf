/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* /dev/maps-control: its ioctls create and destroy areas. */
#ifndef MAPS_CONTROL_H
#define MAPS_CONTROL_H

int maps_control_register(void);
void maps_control_unregister(void);

#endif /* MAPS_CONTROL_H */
