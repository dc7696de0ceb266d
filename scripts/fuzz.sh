#!/bin/sh
# Build the fuzzers with clang and run each on so many inputs from a fixed seed, so
# that a run repeats: scripts/fuzz.sh 1000000
set -u
runs=${1:-20000}
make -j"$(getconf _NPROCESSORS_ONLN)" CC=clang BUILD=build/fuzz CFLAGS="-O1 -g" \
    SAN="-fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=undefined" \
    fuzzers || exit 1
pass=0 fail=0
for f in fuzz/fuzz_*.c; do
    name=$(basename "$f" .c)
    mkdir -p "build/fuzz/corpus/$name"
    set -- "build/fuzz/corpus/$name"
    [ -d "fuzz/corpus/$name" ] && set -- "$@" "fuzz/corpus/$name"
    if "build/fuzz/fuzz/$name" -seed=1 -runs="$runs" -max_total_time=600 -timeout=10 -rss_limit_mb=2000 \
        -artifact_prefix="build/fuzz/$name-" "$@" >"build/fuzz/$name.log" 2>&1; then
        pass=$((pass + 1))
        echo "ok $name"
    else
        fail=$((fail + 1))
        tail -n 40 "build/fuzz/$name.log"
        echo "FAILED $name; again: build/fuzz/fuzz/$name build/fuzz/$name-*"
    fi
done
echo "$pass passed, $fail failed"
[ "$fail" -eq 0 ]
