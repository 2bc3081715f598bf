# SPDX-License-Identifier: BSD-2-Clause
#
# What is installed on this machine, and packages of it; a part of the Makefile. All of it
# is built by the machine's own compiler, with its own libraries, and nothing is fetched.
# docs/install.md has what it needs, and what is to be done after it.

DESTDIR ?=
prefix ?= /usr/local
bindir ?= $(prefix)/bin
mandir ?= $(prefix)/share/man
docdir ?= $(prefix)/share/doc/maps
udevdir ?= $(prefix)/lib/udev
bashdir ?= $(prefix)/share/bash-completion/completions
zshdir ?= $(prefix)/share/zsh/site-functions
fishdir ?= $(prefix)/share/fish/vendor_completions.d
driverdir ?= $(prefix)/src/maps-$(VERSION)

installed := build/native
installed-manuals := $(patsubst %.scd,build/%,$(wildcard man/*.scd))
installed-sources := $(filter-out driver/compat/config.h,$(wildcard $(addprefix driver/,Kbuild *.[ch] compat/*.[ch] compat/*.mk \
	compat/*.sh compat/probes/*.c) include/uapi/linux/*.h VERSION LICENSES/*))

# Warnings of compilers that are newer than the sources are no reason to fail here.
$(installed)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(filter-out -Werror,$(flags)) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

ifneq ($(libbpf),)
$(addprefix $(installed)/,$(with-skeleton)): build/$(host-arch)/explain.skel.h
$(addprefix $(installed)/,$(with-skeleton)): flags += -Ibuild/$(host-arch)
endif

$(installed)/maps: $(patsubst %.c,$(installed)/%.o,$(tools)) $(native)/libmaps.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(tool-libraries)

native: $(installed)/maps lib $(installed-manuals)

install: install-tools install-driver install-lib

install-tools: $(installed)/maps $(filter %.1,$(installed-manuals))
	install -D -m 755 -t $(DESTDIR)$(bindir) $(installed)/maps
	install -D -m 644 -t $(DESTDIR)$(mandir)/man1 $(filter %.1,$^)
	sed -i 's,/usr/share/doc/maps/,$(docdir)/,' $(addprefix $(DESTDIR)$(mandir)/man1/,$(notdir $(filter %.1,$^)))
	install -D -m 644 -t $(DESTDIR)$(docdir) docs/failures.md
	install -D -m 644 completions/maps.bash $(DESTDIR)$(bashdir)/maps
	install -D -m 644 -t $(DESTDIR)$(zshdir) completions/_maps
	install -D -m 644 -t $(DESTDIR)$(fishdir) completions/maps.fish

# Its sources, for DKMS; see docs/install.md.
install-driver: $(filter %.4,$(installed-manuals))
	for file in $(installed-sources); do install -D -m 644 $$file $(DESTDIR)$(driverdir)/$$file || exit; done
	sed 's/#MODULE_VERSION#/$(VERSION)/' driver/dkms.conf >$(DESTDIR)$(driverdir)/dkms.conf
	install -D -m 644 -t $(DESTDIR)$(udevdir)/rules.d udev/60-maps.rules
	install -D -m 644 -t $(DESTDIR)$(mandir)/man4 $(filter %.4,$^)

uninstall:
	rm -f $(DESTDIR)$(bindir)/maps $(DESTDIR)$(udevdir)/rules.d/60-maps.rules
	rm -f $(DESTDIR)$(bashdir)/maps $(DESTDIR)$(zshdir)/_maps $(DESTDIR)$(fishdir)/maps.fish
	rm -f $(foreach page,$(notdir $(installed-manuals)),$(DESTDIR)$(mandir)/man$(patsubst .%,%,$(suffix $(page)))/$(page))
	rm -f $(addprefix $(DESTDIR)$(libdir)/,libmaps.a libmaps.so $(lib-soname) $(lib-real) pkgconfig/libmaps.pc)
	rm -f $(addprefix $(DESTDIR)$(includedir)/,libmaps.h linux/maps.h)
	lib/manual-names man/*.3.scd | while read -r page name; do rm -f "$(DESTDIR)$(mandir)/man3/$$name.3" || exit; done
	rm -f $(DESTDIR)$(docdir)/failures.md
	-rmdir $(DESTDIR)$(docdir) 2>/dev/null
	rm -rf $(DESTDIR)$(driverdir)

# debhelper works in the tree it is given: so that is a copy.
deb-tree := build/deb/maps-$(VERSION)

deb: setup
	rm -rf build/deb
	mkdir -p $(deb-tree)
	tar -c --exclude=./build --exclude=./.git . | tar -x -C $(deb-tree)
	cd $(deb-tree) && dpkg-buildpackage --build=binary --no-sign >../log 2>&1 || { tail -n 40 ../log; exit 1; }
	@ls build/deb/*.deb

# Some minutes for each of the kernels, whose processors compile the driver.
check-packages: setup deb
	prove --exec tests/run tests/packages/*.bats
	tests/packages/run

.PHONY: native install install-tools install-driver uninstall deb check-packages
