#!/bin/sh
# Speed and memory on this machine; nothing else should be running.
set -u
echo "$(grep -m1 'model name' /proc/cpuinfo | cut -d: -f2-), $(getconf _NPROCESSORS_ONLN) processors"
for b in build/bench/bench_*; do
    case $b in *.d) continue ;; esac
    echo "== $(basename "$b")"
    "$b" || exit 1
done
