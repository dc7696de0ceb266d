#!/bin/sh
# Everything that CI runs: the tests of the plain build, those of the composers, the first
# under address and undefined-behaviour sanitizers, the threaded ones under the thread
# sanitizer, the NEON kernels under qemu and a short run of every fuzzer. The
# last line is the sum: "N passed, N failed".
set -u
cd "$(dirname "$0")/.."
jobs=$(getconf _NPROCESSORS_ONLN)
out=$(mktemp) || exit 1
trap 'rm -f "$out"' EXIT
pass=0 fail=0

# Run a stage and add up its closing line; a stage that ends without one failed.
stage() {
    name=$1
    shift
    echo "== $name"
    if "$@" >"$out" 2>&1; then bad=0; else bad=1; fi
    grep -E '^(ok|FAILED|not ok|#|== )|skip|SKIP|error:|Error|[0-9]+ passed' "$out" || :
    line=$(grep -E '^[0-9]+ passed, [0-9]+ failed$' "$out" | tail -n 1)
    p=$(echo "${line:-0 passed, 0 failed}" | cut -d' ' -f1)
    f=$(echo "${line:-0 passed, 0 failed}" | cut -d' ' -f3)
    if [ "$bad" -ne 0 ] && [ "$f" -eq 0 ]; then
        f=1
        tail -n 40 "$out"
    elif [ "$bad" -ne 0 ]; then
        grep -B 20 -A 5 -E '^not ok|^FAILED|runtime error|Sanitizer' "$out" | tail -n 120
    fi
    pass=$((pass + p)) fail=$((fail + f))
}

stage "tests" make -j"$jobs" test
stage "composers" make test-training
stage "address and undefined-behaviour sanitizers" env \
    ASAN_OPTIONS=detect_leaks=1 UBSAN_OPTIONS=print_stacktrace=1 \
    make -j"$jobs" BUILD=build/asan CFLAGS="-O1 -g" \
    SAN="-fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer" test
stage "thread sanitizer" make -j"$jobs" BUILD=build/tsan CFLAGS="-O1 -g" SAN="-fsanitize=thread" \
    TESTS="$(for t in threads nn render engine; do
        [ -f tests/test_$t.c ] && printf 'build/tsan/tests/test_%s ' $t; done)" EXAMPLES= test-c
stage "NEON kernels under qemu" make check-neon
stage "fuzzers, a short run" sh scripts/fuzz.sh 20000
echo
echo "$pass passed, $fail failed"
[ "$fail" -eq 0 ]
