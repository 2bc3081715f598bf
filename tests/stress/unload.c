// SPDX-License-Identifier: BSD-2-Clause
/* The driver goes and comes back, while others look for it. One thread calls this. */
#include <errno.h>
#include <unistd.h>

#include "ledger.h"
#include "tests/abi/driver.h"
#include "worker.h"

#define TRIES	4000	/* on a slow machine, the others take a while to let go */

void unload_and_load(void)
{
	int err = -EWOULDBLOCK;

	/* From here on the others hold nothing for longer than a moment. */
	atomic_store(&ledger->wanted_back, true);
	atomic_fetch_add(&ledger->epoch, 1);
	for (unsigned int i = 0; i < TRIES && err == -EWOULDBLOCK; i++) {
		err = driver_unload();
		if (err)
			usleep(200);
	}
	ledger_count(DO_UNLOAD, -err, (const int[]){ EWOULDBLOCK, 0 });
	if (!err) {
		atomic_store(&ledger->away, true);
		usleep(20000);
		atomic_store(&ledger->away, false);
		err = driver_load(area_parameters(DEVICES));
		if (err)
			ledger_complain("load: error %d: %s", -err, driver_complaint());
	}
	atomic_fetch_add(&ledger->epoch, 1);
	atomic_store(&ledger->wanted_back, false);
}
