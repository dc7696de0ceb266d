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
