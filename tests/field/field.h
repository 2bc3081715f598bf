/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * field: devices written as drivers met in the field are. Other than those of
 * tests/broken, they share nothing, and a device may have several mistakes. A device
 * is a file, and its node is /dev/field-NAME. For root alone: what they get wrong is
 * not made harmless everywhere.
 */
#ifndef FIELD_H
#define FIELD_H

int field_card_init(void);
void field_card_exit(void);
int field_grabber_init(void);
void field_grabber_exit(void);
int field_hanging_init(void);
void field_hanging_exit(void);
int field_ring_init(void);
void field_ring_exit(void);
int field_slow_init(void);
void field_slow_exit(void);
int field_tutorial_init(void);
void field_tutorial_exit(void);
int field_window_init(void);
void field_window_exit(void);

#endif /* FIELD_H */
