# ResonantGen. `make list` prints the targets.
#
# One rule per kind of file, found by wildcard: a new src/<module>/x.c joins the
# library, a new tests/test_x.c becomes a test, a new src/render/faust/x.dsp is
# compiled to C. Instruction sets are chosen by file name (x_avx2.c).

VERSION  := 0.1.0
BUILD    ?= build
PREFIX   ?= /usr/local
DESTDIR  ?=
CC       ?= gcc
PKGS     := fluidsynth sndfile libebur128 soxr libcjson nettle
SAN      ?=

# No contraction and no fast-math: the same seed gives the same bytes on every
# SIMD level (docs/ARCHITECTURE.md, "Determinism").
CFLAGS   ?= -O3 -g
override CFLAGS += -std=c11 -Wall -Wextra -Wshadow -Wstrict-prototypes -Wno-unused-parameter \
            -ffp-contract=off -fno-math-errno -fvisibility=hidden -fPIC -MMD -MP -pthread $(SAN)
override CPPFLAGS += -D_GNU_SOURCE -Iinclude -Isrc -I$(BUILD)/gen \
            -DRGEN_VERSION='"$(VERSION)"' -DRGEN_DATADIR='"$(PREFIX)/share/resonant"' \
            $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
LDLIBS   := $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lmp3lame -lm -pthread -ldl

ARCH     := $(shell $(CC) -dumpmachine 2>/dev/null | cut -d- -f1)
SRC      := $(wildcard src/*/*.c)
ifneq ($(ARCH),x86_64)
SRC      := $(filter-out %_avx2.c %_avx512.c,$(SRC))
endif
ifneq ($(ARCH),aarch64)
SRC      := $(filter-out %_neon.c,$(SRC))
endif
DSP      := $(wildcard src/render/faust/*.dsp src/mix/faust/*.dsp)
DSPC     := $(patsubst src/%.dsp,$(BUILD)/gen/%.dsp.h,$(DSP))
OBJ      := $(SRC:%.c=$(BUILD)/%.o)
LIB      := $(BUILD)/libresonant.a
SO       := $(BUILD)/libresonant.so
CLI      := $(BUILD)/resonant
TESTS    := $(patsubst tests/%.c,$(BUILD)/tests/%,$(wildcard tests/test_*.c))
EXAMPLES := $(patsubst examples/%.c,$(BUILD)/examples/%,$(wildcard examples/*.c))
BENCHES  := $(patsubst bench/%.c,$(BUILD)/bench/%,$(wildcard bench/*.c))
FUZZERS  := $(patsubst fuzz/%.c,$(BUILD)/fuzz/%,$(wildcard fuzz/fuzz_*.c))

.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: all list deps check test test-c test-training fuzzers check-neon bench eval demo install uninstall clean examples lib

all: $(CLI) $(LIB) $(SO) ## build build/resonant and build/libresonant.{a,so}
lib: $(LIB)

list: ## print the targets with what they do
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*##/:/' | sort

deps: ## install missing Debian packages (apt-get, with sudo where not root)
	@sh scripts/deps.sh

-include scripts/targets.mk

$(BUILD)/src/%_avx2.o: override CFLAGS += -mavx2 -mf16c
$(BUILD)/src/%_avx512.o: override CFLAGS += -mavx512f -mavx512bw -mavx512vl -mavx512dq -mavx512vnni -mf16c

$(BUILD)/gen/%.dsp.h: src/%.dsp scripts/faust.sh $(wildcard src/*/faust/*.lib)
	@mkdir -p $(@D)
	@sh scripts/faust.sh $< $@

$(filter $(BUILD)/src/render/%.o $(BUILD)/src/mix/%.o,$(OBJ)): | $(DSPC)
# Faust's noise generators count on integers that wrap.
$(BUILD)/src/render/%.o $(BUILD)/src/mix/%.o: override CFLAGS += -fwrapv

# The words that the program knows, as one C string.
$(BUILD)/gen/intent/lexicon.tsv.h: data/lexicon.tsv
	@mkdir -p $(@D)
	@sed 's/[\\"]/\\&/g; s/\t/\\t/g; s/^/"/; s/$$/\\n"/' $< > $@

$(BUILD)/src/intent/lexicon.o: $(BUILD)/gen/intent/lexicon.tsv.h

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -c $< -o $@

$(LIB): $(OBJ)
	@rm -f $@
	ar rcs $@ $^

$(SO): $(OBJ)
	$(CC) -shared $(SAN) -Wl,-soname,libresonant.so.0 -o $@ $^ $(LDLIBS)

$(CLI): $(patsubst %.c,$(BUILD)/%.o,$(wildcard cli/*.c)) $(LIB)
	$(CC) $(SAN) -o $@ $^ $(LDLIBS)

$(BUILD)/tests/%: tests/%.c $(LIB)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -Itests $< $(LIB) -o $@ $(LDLIBS) -lcmocka

$(BUILD)/examples/%: examples/%.c $(LIB)
	@mkdir -p $(@D)
	$(CC) -Iinclude -std=c11 -Wall -Wextra $(SAN) $< $(LIB) -o $@ $(LDLIBS)

$(BUILD)/bench/%: bench/%.c $(LIB)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $< $(LIB) -o $@ $(LDLIBS)

$(BUILD)/fuzz/%: fuzz/%.c $(LIB)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -fsanitize=fuzzer $< $(LIB) -o $@ $(LDLIBS)

examples: $(EXAMPLES) ## build examples/

test: all $(TESTS) $(EXAMPLES) ## build and run the tests of this build
	@BUILD=$(BUILD) sh scripts/run-tests.sh $(TESTS) tests/cli/*.sh

test-c: $(TESTS)
	@BUILD=$(BUILD) sh scripts/run-tests.sh $(TESTS)

# test_judge.py and test_dataset.py need training/requirements.txt, which CI does not install
# (training/README.md).
test-training: ## run the tests of the composers (Python's standard library is enough)
	@sh scripts/run-tests.sh $(filter-out training/test_judge.py training/test_dataset.py,$(sort $(wildcard training/test_*.py)))

fuzzers: $(FUZZERS)

check: deps ## what CI runs: tests, sanitizers, NEON under qemu, fuzzers
	@sh scripts/check.sh

demo: deps ## make a first piece into demo/night
	@$(MAKE) -s -j2 all
	@sh scripts/demo.sh

bench: $(BENCHES) all ## print speed and memory (docs/EVALUATION.md)
	@sh scripts/bench.sh

eval: $(BENCHES) all $(if $(PYTHON),training-lib) ## print the musical figures (DATA=, ANCHORS=, PYTHON=: scripts/eval.sh)
	@DATA="$(DATA)" sh scripts/eval.sh

clean: ## remove build/
	rm -rf build

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
