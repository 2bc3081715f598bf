// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <linux/fs.h>

void probe(struct file *file);

void probe(struct file *file)
{
	file->f_mode |= FMODE_NOREUSE;
}
