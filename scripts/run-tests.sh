#!/bin/sh
# Run the given test programs, shell tests and Python tests, then print one line:
# "N passed, N failed". A failing program's whole output is shown, with the
# command that repeats it.
set -u
: "${BUILD:=build}"
export BUILD CMOCKA_MESSAGE_OUTPUT=TAP
pass=0 fail=0
out=$(mktemp) || exit 1
trap 'rm -f "$out"' EXIT
for t in "$@"; do
    [ -f "$t" ] || continue
    again=$t
    case $t in
    *.sh)
        if timeout 900 sh "$t" >"$out" 2>&1; then p=1 f=0; else p=0 f=1; fi
        ;;
    *.py)
        again="python3 $t"
        timeout 900 python3 "$t" >"$out" 2>&1
        rc=$?
        p=$(grep -c '^ok ' "$out") f=$(grep -c '^FAIL ' "$out")
        [ "$rc" -ne 0 ] && [ "$f" -eq 0 ] && f=1
        [ "$((p + f))" -eq 0 ] && f=1
        ;;
    *)
        timeout 900 "$t" >"$out" 2>&1
        rc=$?
        p=$(grep -c '^ok ' "$out") f=$(grep -c '^not ok ' "$out")
        [ "$rc" -ne 0 ] && [ "$f" -eq 0 ] && f=1
        [ "$((p + f))" -eq 0 ] && f=1
        ;;
    esac
    pass=$((pass + p)) fail=$((fail + f))
    grep -i '# skip' "$out" || :
    if [ "$f" -ne 0 ]; then
        cat "$out"
        echo "FAILED $t; again: BUILD=$BUILD $again"
    else
        echo "ok $t ($p)"
    fi
done
echo "$pass passed, $fail failed"
[ "$fail" -eq 0 ]
