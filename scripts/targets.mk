# ---- training: the library as Python sees it (training/native.py) ----
.PHONY: training-lib
TRAINING_SO := $(BUILD)/training.so
training-lib: $(TRAINING_SO) ## build build/training.so, which training/native.py loads
$(TRAINING_SO): training/native.c $(LIB)
	$(CC) $(CPPFLAGS) $(CFLAGS) -shared $< $(LIB) -o $@ $(LDLIBS)

# ---- NEON, cross-built and run under qemu-user ----

NEON_CC   ?= aarch64-linux-gnu-gcc
NEON_RUN  ?= qemu-aarch64
NEON_SRC  := tests/neon_main.c src/base/philox.c $(filter-out %_avx2.c %_avx512.c,$(wildcard src/nn/kernels*.c))

check-neon: $(BUILD)/neon/kernels ## run the NEON kernels under qemu-aarch64 against the reference
	$(NEON_RUN) $<

# The whole of the runtime is compiled, so that it stays portable; the kernels run.
$(BUILD)/neon/kernels: $(wildcard src/nn/*.[ch] src/base/*.[ch] tests/kernel_cases.h) tests/neon_main.c
	@mkdir -p $(@D)
	for f in $(filter-out %_avx2.c %_avx512.c,$(wildcard src/nn/*.c src/base/*.c)); do \
	    $(NEON_CC) -std=c11 -O2 -Wall -Wextra -Wno-unused-parameter -ffp-contract=off -D_GNU_SOURCE \
	        -DRGEN_DATADIR='""' -Iinclude -Isrc -fsyntax-only $$f || exit 1; \
	done
	$(NEON_CC) -std=c11 -O2 -Wall -Wextra -Wno-unused-parameter -ffp-contract=off -D_GNU_SOURCE \
	    -Iinclude -Isrc -Itests -static $(NEON_SRC) -o $@ -lm

# ---- install: program, libraries, headers, data, manual, completion ----

define PKGCONFIG
prefix=$(PREFIX)
includedir=$${prefix}/include
libdir=$${prefix}/lib

Name: resonant
Description: From a sentence to four music tracks that hear each other
Version: $(VERSION)
Requires.private: $(PKGS)
Libs: -L$${libdir} -lresonant
Libs.private: -lmp3lame -lm -pthread -ldl
Cflags: -I$${includedir}
endef
export PKGCONFIG

install: all ## install under PREFIX (/usr/local), staged in DESTDIR
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/lib/pkgconfig $(DESTDIR)$(PREFIX)/include/resonant \
	    $(DESTDIR)$(PREFIX)/share/resonant/data $(DESTDIR)$(PREFIX)/share/resonant/models \
	    $(DESTDIR)$(PREFIX)/share/man/man1 $(DESTDIR)$(PREFIX)/share/bash-completion/completions \
	    $(DESTDIR)$(PREFIX)/share/zsh/site-functions $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
	install -m 755 $(CLI) $(DESTDIR)$(PREFIX)/bin/resonant
	install -m 644 $(LIB) $(DESTDIR)$(PREFIX)/lib/libresonant.a
	install -m 755 $(SO) $(DESTDIR)$(PREFIX)/lib/libresonant.so.0
	ln -sf libresonant.so.0 $(DESTDIR)$(PREFIX)/lib/libresonant.so
	install -m 644 include/resonant/*.h $(DESTDIR)$(PREFIX)/include/resonant
	install -m 644 data/*.json $(DESTDIR)$(PREFIX)/share/resonant/data
	for f in models/*.gguf; do \
	    [ ! -f "$$f" ] || install -m 644 "$$f" $(DESTDIR)$(PREFIX)/share/resonant/models || exit 1; done
	install -m 644 docs/resonant.1 $(DESTDIR)$(PREFIX)/share/man/man1
	install -m 644 completions/resonant.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/resonant
	install -m 644 completions/_resonant $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_resonant
	install -m 644 completions/resonant.fish $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
	printf '%s\n' "$$PKGCONFIG" > $(DESTDIR)$(PREFIX)/lib/pkgconfig/resonant.pc

uninstall: ## remove what install put under PREFIX
	rm -f $(DESTDIR)$(PREFIX)/bin/resonant $(DESTDIR)$(PREFIX)/lib/libresonant.a \
	    $(DESTDIR)$(PREFIX)/lib/libresonant.so $(DESTDIR)$(PREFIX)/lib/libresonant.so.0 \
	    $(DESTDIR)$(PREFIX)/lib/pkgconfig/resonant.pc $(DESTDIR)$(PREFIX)/share/man/man1/resonant.1 \
	    $(DESTDIR)$(PREFIX)/share/bash-completion/completions/resonant \
	    $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_resonant \
	    $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/resonant.fish
	rm -rf $(DESTDIR)$(PREFIX)/include/resonant $(DESTDIR)$(PREFIX)/share/resonant
