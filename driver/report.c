// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What the driver reports about itself.
 *
 * MAPS_IOC_INFO describes an area to those who have a descriptor of it.
 * /sys/class/maps/mapsN/ has one value per file. /proc/driver/maps has a line for
 * each device and one for all of them: what is mapped in total, followed by what
 * is mapped by the process that reads the file.
 */
#include <linux/device.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/proc_fs.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/stddef.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#include "answer.h"
#include "area.h"
#include "device.h"
#include "mapper.h"
#include "report.h"

static ssize_t size_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%lu\n", maps_device_pages(to_maps_device(dev)) << PAGE_SHIFT);
}
static DEVICE_ATTR_RO(size);

static ssize_t backing_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%s\n", to_maps_device(dev)->plan.backing->name);
}
static DEVICE_ATTR_RO(backing);

static ssize_t mapper_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%s\n", to_maps_device(dev)->plan.mapper->name);
}
static DEVICE_ATTR_RO(mapper);

static ssize_t private_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%s\n", maps_private_names[to_maps_device(dev)->plan.private]);
}
static DEVICE_ATTR_RO(private);

static ssize_t stamp_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%08x\n", to_maps_device(dev)->plan.stamp);
}
static DEVICE_ATTR_RO(stamp);

static ssize_t node_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n", to_maps_device(dev)->plan.node);
}
static DEVICE_ATTR_RO(node);

static ssize_t label_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%s\n", to_maps_device(dev)->plan.label);
}
static DEVICE_ATTR_RO(label);

static ssize_t mappings_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%lu\n",
			  maps_account_usage(&to_maps_device(dev)->account).mappings);
}
static DEVICE_ATTR_RO(mappings);

static ssize_t mapped_bytes_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%lu\n",
			  maps_account_usage(&to_maps_device(dev)->account).bytes);
}
static DEVICE_ATTR_RO(mapped_bytes);

/*
 * The physical pieces that the area consists of: for each size, in pages, how many
 * there are. Only sizes are shown: physical addresses are kept from user space.
 */
static ssize_t pieces_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct maps_device *device = to_maps_device(dev);
	unsigned long counts[MAPS_HUGE_ORDER + 1] = {};
	unsigned long index, nr_pages = 0;
	ssize_t length = 0;
	int order;

	mutex_lock(&device->lock);
	if (device->area && device->plan.backing->contiguous) {
		length = sysfs_emit(buf, "%lu 1\n", device->area->nr_pages);
	} else if (device->area) {
		for (index = 0; index < device->area->nr_pages; index += nr_pages) {
			nr_pages = maps_area_piece(device->area, index);
			counts[min_t(unsigned int, ilog2(nr_pages), MAPS_HUGE_ORDER)]++;
			cond_resched();
		}
	}
	mutex_unlock(&device->lock);

	for (order = MAPS_HUGE_ORDER; order >= 0; order--)
		if (counts[order])
			length += sysfs_emit_at(buf, length, "%lu %lu\n",
						1UL << order, counts[order]);
	return length;
}
static DEVICE_ATTR_RO(pieces);

static ssize_t revoke_store(struct device *dev, struct device_attribute *attr,
			    const char *buf, size_t count)
{
	bool revoke;
	int err;

	err = kstrtobool(buf, &revoke);
	if (err)
		return err;
	if (!revoke)
		return -EINVAL;		/* a revocation cannot be undone */
	err = maps_device_revoke(to_maps_device(dev));
	return err ? err : count;
}
static DEVICE_ATTR_WO(revoke);

static ssize_t revoked_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n", !maps_device_pages(to_maps_device(dev)));
}
static DEVICE_ATTR_RO(revoked);

static struct attribute *maps_device_attrs[] = {
	&dev_attr_size.attr,
	&dev_attr_backing.attr,
	&dev_attr_mapper.attr,
	&dev_attr_private.attr,
	&dev_attr_stamp.attr,
	&dev_attr_node.attr,
	&dev_attr_label.attr,
	&dev_attr_mappings.attr,
	&dev_attr_mapped_bytes.attr,
	&dev_attr_pieces.attr,
	&dev_attr_revoke.attr,
	&dev_attr_revoked.attr,
	NULL
};

static const struct attribute_group maps_device_group = {
	.attrs = maps_device_attrs,
};

const struct attribute_group *maps_device_groups[] = {
	&maps_device_group,
	NULL
};

/**
 * maps_info_report - answer MAPS_IOC_INFO
 * @device: the device
 * @answer: the caller's structure
 *
 * Return: 0, -EFAULT, or -EINVAL if the caller's structure is smaller than the first
 * published version.
 */
long maps_info_report(struct maps_device *device, struct maps_area_info __user *answer)
{
	const struct maps_plan *plan = &device->plan;
	struct maps_usage usage = maps_account_usage(&device->account);
	unsigned long nr_pages = maps_device_pages(device);
	struct maps_area_info info = {
		.flags = (plan->anonymous ? MAPS_INFO_ANONYMOUS : 0) |
			 (nr_pages ? 0 : MAPS_INFO_REVOKED),
		.bytes = (u64)nr_pages << PAGE_SHIFT,
		.mappings = usage.mappings,
		.mapped_bytes = usage.bytes,
		.backing = plan->backing->kind,
		.mapper = plan->mapper->kind,
		.private_policy = plan->private,
		.node = plan->node,
		.stamp = plan->stamp,
		.number = device->number,
	};

	BUILD_BUG_ON(sizeof(info.label) != sizeof(plan->label));
	memcpy(info.label, plan->label, sizeof(info.label));
	return maps_answer(answer, &info, sizeof(info), offsetofend(struct maps_area_info, label));
}

static void maps_report_usage(struct seq_file *seq, struct maps_usage usage)
{
	seq_printf(seq, " %8lu %14lu %12lu %14lu\n",
		   usage.mappings, usage.bytes, usage.own_mappings, usage.own_bytes);
}

static int maps_report_show(struct seq_file *seq, void *unused)
{
	struct maps_usage total = {};
	unsigned long size_total = 0;
	struct maps_device *device;

	seq_printf(seq, "%-9s %14s %-8s %-7s %-8s %8s %14s %12s %14s\n",
		   "device", "size", "backing", "mapper", "private",
		   "mappings", "mapped_bytes", "own_mappings", "own_bytes");

	mutex_lock(&maps_devices_lock);
	list_for_each_entry(device, &maps_devices, entry) {
		unsigned long size = maps_device_pages(device) << PAGE_SHIFT;
		struct maps_usage usage = maps_account_usage(&device->account);

		seq_printf(seq, "%-9s %14lu %-8s %-7s %-8s", dev_name(&device->dev), size,
			   device->plan.backing->name, device->plan.mapper->name,
			   maps_private_names[device->plan.private]);
		maps_report_usage(seq, usage);
		size_total += size;
		total.mappings += usage.mappings;
		total.bytes += usage.bytes;
		total.own_mappings += usage.own_mappings;
		total.own_bytes += usage.own_bytes;
	}
	mutex_unlock(&maps_devices_lock);

	seq_printf(seq, "%-9s %14lu %-8s %-7s %-8s", "total", size_total, "-", "-", "-");
	maps_report_usage(seq, total);
	return 0;
}

int maps_report_register(void)
{
	return proc_create_single("driver/maps", 0444, NULL, maps_report_show) ? 0 : -ENOMEM;
}

void maps_report_unregister(void)
{
	remove_proc_entry("driver/maps", NULL);
}
