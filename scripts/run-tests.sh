#!/bin/sh
# Run every test program and every tests/cli/*.sh, then print one line:
# "N passed, N failed". A failing program's whole output is shown, with the
# command that repeats it.
set -u
: "${BUILD:=build}"
export BUILD CMOCKA_MESSAGE_OUTPUT=TAP
pass=0 fail=0
out=$(mktemp) || exit 1
trap 'rm -f "$out"' EXIT
for t in "$BUILD"/tests/test_*; do
    case $t in *.d) continue ;; esac
    "$t" >"$out" 2>&1
    rc=$?
    p=$(grep -c '^ok ' "$out") f=$(grep -c '^not ok ' "$out")
    [ "$rc" -ne 0 ] && [ "$f" -eq 0 ] && f=1
    [ "$((p + f))" -eq 0 ] && f=1
    pass=$((pass + p)) fail=$((fail + f))
    grep -i '# skip' "$out" || :
    if [ "$f" -ne 0 ]; then
        cat "$out"
        echo "FAILED $t (exit $rc); again: $t"
    else
        echo "ok $t ($p)"
    fi
done
for t in tests/cli/*.sh; do
    [ -f "$t" ] || continue
    if sh "$t" >"$out" 2>&1; then
        pass=$((pass + 1))
        grep -i '# skip' "$out" || :
        echo "ok $t"
    else
        fail=$((fail + 1))
        cat "$out"
        echo "FAILED $t; again: BUILD=$BUILD sh $t"
    fi
done
echo "$pass passed, $fail failed"
[ "$fail" -eq 0 ]
