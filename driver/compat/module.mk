# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# For the Kbuild of another module that includes the headers here. The kernel's APIs are
# probed as for the driver, but the result is kept with that module, and included before
# anything else: that of the driver, which may be of another kernel, is next to the headers.
#
# To be set before: compat-objects, the objects of the module.
compat-folder := $(src)/../../driver/compat
compat-config := $(obj)/config.h
ccflags-y := -I$(obj) -include $(compat-config)

quiet_cmd_compat_probe = PROBE   $@
      cmd_compat_probe = : $(KERNELRELEASE); sh $(compat-folder)/probe.sh $(compat-folder)/probes $@ $(CC) $(LINUXINCLUDE) \
	$(KBUILD_CPPFLAGS) $(KBUILD_CFLAGS) $(KBUILD_CFLAGS_MODULE) -DKBUILD_MODNAME='"probe"'

$(compat-config): $(wildcard $(compat-folder)/probes/*.c) $(compat-folder)/probe.sh FORCE
	$(call if_changed,compat_probe)
targets += config.h

$(addprefix $(obj)/,$(compat-objects)): $(compat-config)
clean-files := config.h
