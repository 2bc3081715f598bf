# SPDX-License-Identifier: BSD-2-Clause
#
# libmaps: for the machine, as a part of what runs there; and for whoever installs it.

lib-sources := $(sort $(wildcard lib/*.c))
lib-flags := -fPIC -fvisibility=hidden -D_FILE_OFFSET_BITS=64
lib-soname := libmaps.so.0
lib-real := libmaps.so.$(VERSION)
lib-link = -shared -Wl,-soname,$(lib-soname) -Wl,--version-script=lib/libmaps.map -Wl,-z,defs -Wl,-z,relro

# --- For the machine --------------------------------------------------------------

lib-objects := $(patsubst %.c,$(OUT)/%.o,$(lib-sources))

$(lib-objects): GUEST_CC += --sysroot=$(guest-root)
$(lib-objects) $(patsubst %.c,build/sanitized/%.o,$(lib-sources)): flags += $(lib-flags)

$(OUT)/libmaps.a: $(lib-objects)
	rm -f $@
	$(if $(filter $(ARCH),$(host-arch)),$(AR),$(cross-$(ARCH))ar) rcs $@ $^

$(OUT)/$(lib-soname): $(lib-objects) lib/libmaps.map
	$(GUEST_CC) --sysroot=$(guest-root) $(lib-link) $(LDFLAGS) -o $@ $(lib-objects)

$(OUT)/libmaps.so: $(OUT)/$(lib-soname)
	ln -sf $(lib-soname) $@

# --- To be installed, built by CC for wherever it builds for -----------------------

prefix ?= /usr/local
libdir ?= $(prefix)/lib
includedir ?= $(prefix)/include
mandir ?= $(prefix)/share/man
INSTALL ?= install

native ?= build/native/lib
native-objects := $(patsubst lib/%.c,$(native)/%.o,$(lib-sources))
lib-manuals := $(patsubst man/%.scd,build/man/%,$(wildcard man/*.3.scd))

# Warnings of compilers that are newer than the sources are no reason to fail here.
$(native)/%.o: lib/%.c
	@mkdir -p $(@D)
	$(CC) $(filter-out -Werror,$(flags)) $(lib-flags) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

$(native)/libmaps.a: $(native-objects)
	rm -f $@
	$(AR) rcs $@ $^

$(native)/$(lib-real): $(native-objects) lib/libmaps.map
	$(CC) $(lib-link) $(CFLAGS) $(LDFLAGS) -o $@ $(native-objects)

lib: $(native)/libmaps.a $(native)/$(lib-real)

# A page is of several functions: each has a link to it, for man(1).
install-lib: lib $(lib-manuals)
	$(INSTALL) -d $(DESTDIR)$(libdir)/pkgconfig $(DESTDIR)$(includedir)/linux $(DESTDIR)$(mandir)/man3
	$(INSTALL) -m 644 lib/libmaps.h $(DESTDIR)$(includedir)/
	$(INSTALL) -m 644 include/uapi/linux/maps.h $(DESTDIR)$(includedir)/linux/
	$(INSTALL) -m 644 $(native)/libmaps.a $(native)/$(lib-real) $(DESTDIR)$(libdir)/
	ln -sf $(lib-real) $(DESTDIR)$(libdir)/$(lib-soname)
	ln -sf $(lib-soname) $(DESTDIR)$(libdir)/libmaps.so
	sed -e 's,@prefix@,$(prefix),; s,@libdir@,$(libdir),; s,@includedir@,$(includedir),; s,@version@,$(VERSION),' \
		lib/libmaps.pc.in >$(DESTDIR)$(libdir)/pkgconfig/libmaps.pc
	$(if $(lib-manuals),$(INSTALL) -m 644 $(lib-manuals) $(DESTDIR)$(mandir)/man3/)
	lib/manual-names $(wildcard man/*.3.scd) | while read -r page name; do \
		ln -sf "$$page.3" "$(DESTDIR)$(mandir)/man3/$$name.3" || exit; done

# For those who test what is installed.
print-guest-cc:
	@echo $(GUEST_CC) --sysroot=$(guest-root)

.PHONY: lib install-lib print-guest-cc
