// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A module that makes the mistakes for which a kernel is watched: one each time that its
 * name is written to /sys/module/mistakes/parameters/make. A watcher that says nothing of
 * its own is blind. See watchers.bats.
 */
#include <linux/gfp.h>
#include <linux/irqflags.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/timer.h>
#include <linux/vmalloc.h>

static int sink;	/* what is read has to go somewhere */
static int many = 40;	/* of which the compiler is not to know */

/* KASAN. */

static void use_after_free(void)
{
	int *memory = kzalloc(64, GFP_KERNEL);

	if (!memory)
		return;
	kfree(memory);
	WRITE_ONCE(sink, READ_ONCE(*memory));
}

/* What is read is there: the page is larger than what was asked for. */
static void beyond_vmalloc(void)
{
	char *memory = vmalloc(100);

	if (!memory)
		return;
	WRITE_ONCE(sink, READ_ONCE(memory[200]));
	vfree(memory);
}

/* UBSAN. */

static void shift(void)
{
	WRITE_ONCE(sink, 1 << READ_ONCE(many));
}

static void index_beyond(void)
{
	static struct {
		int small[4];
		int behind[8];
	} table;

	WRITE_ONCE(sink, table.small[READ_ONCE(many) / 6]);
}

/* kmemleak. Some stay on the stack, where they count as known. */
static void leak(void)
{
	int i;

	for (i = 0; i < 16; i++)
		WRITE_ONCE(sink, (long)kzalloc(100, GFP_KERNEL) & 1);
}

/* lockdep. */
static void lock_order(void)
{
	static DEFINE_MUTEX(one);
	static DEFINE_MUTEX(other);

	mutex_lock(&one);
	mutex_lock(&other);
	mutex_unlock(&other);
	mutex_unlock(&one);

	mutex_lock(&other);
	mutex_lock(&one);
	mutex_unlock(&one);
	mutex_unlock(&other);
}

/* DEBUG_ATOMIC_SLEEP. */
static void sleep_in_atomic(void)
{
	static DEFINE_SPINLOCK(lock);

	spin_lock(&lock);
	might_sleep();
	spin_unlock(&lock);
}

/* DEBUG_OBJECTS. */

static void expire(struct timer_list *timer)
{
}

static void free_timer(void)
{
	struct timer_list *timer = kzalloc(sizeof(*timer), GFP_KERNEL);

	if (!timer)
		return;
	timer_setup(timer, expire, 0);
	mod_timer(timer, jiffies + 3600 * HZ);
	kfree(timer);
}

/* PAGE_POISONING: a write that KASAN does not see, as one of a device is. */

static noinline void __no_sanitize_address write_unseen(char *memory)
{
	WRITE_ONCE(*memory, 0);
}

static void write_to_free_page(void)
{
	static struct page *pages[8];
	unsigned long flags;
	size_t i;

	/* Nobody else is to get these pages meanwhile: each processor has free ones of its own. */
	local_irq_save(flags);
	for (i = 0; i < ARRAY_SIZE(pages); i++)
		pages[i] = alloc_page(GFP_ATOMIC);
	for (i = 0; i < ARRAY_SIZE(pages); i++) {
		void *memory = pages[i] ? page_address(pages[i]) : NULL;

		if (!memory)
			continue;
		__free_page(pages[i]);
		write_unseen(memory);
	}
	/* It is looked at when it is given to somebody again. */
	for (i = 0; i < ARRAY_SIZE(pages); i++)
		pages[i] = alloc_page(GFP_ATOMIC);
	local_irq_restore(flags);
	for (i = 0; i < ARRAY_SIZE(pages); i++)
		if (pages[i])
			__free_page(pages[i]);
}

/* KCSAN. */

static long raced;

static noinline int race_on(void *unused)
{
	unsigned long end = jiffies + 5 * HZ;

	while (time_before(jiffies, end)) {
		raced++;
		barrier();	/* or it is added up in a register */
	}
	return 0;
}

static void race(void)
{
	struct task_struct *other = kthread_run(race_on, NULL, "mistakes");

	if (IS_ERR(other))
		return;
	get_task_struct(other);
	race_on(NULL);
	kthread_stop(other);
	put_task_struct(other);
}

static const struct {
	const char *name;
	void (*make)(void);
} mistakes[] = {
	{ "use-after-free", use_after_free },
	{ "beyond-vmalloc", beyond_vmalloc },
	{ "shift", shift },
	{ "index-beyond", index_beyond },
	{ "leak", leak },
	{ "lock-order", lock_order },
	{ "sleep-in-atomic", sleep_in_atomic },
	{ "free-timer", free_timer },
	{ "write-to-free-page", write_to_free_page },
	{ "race", race },
};

static int make_set(const char *name, const struct kernel_param *param)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(mistakes); i++) {
		if (sysfs_streq(name, mistakes[i].name)) {
			mistakes[i].make();
			return 0;
		}
	}
	return -EINVAL;
}

static const struct kernel_param_ops make_ops = {
	.set = make_set,
};

module_param_cb(make, &make_ops, NULL, 0200);
MODULE_PARM_DESC(make, "the name of a mistake, which is made at once");

static int __init mistakes_init(void)
{
	return 0;
}

static void __exit mistakes_exit(void)
{
}

module_init(mistakes_init);
module_exit(mistakes_exit);

MODULE_DESCRIPTION("Mistakes on demand, for which a kernel is watched");
MODULE_LICENSE("Dual BSD/GPL");
