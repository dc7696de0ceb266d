#!/bin/sh
# A first piece: generate, lock the drums, regenerate the bass; say what lies where.
set -eu
cd "$(dirname "$0")/.."
resonant=build/resonant
now() { date +%s.%N; }
step() { # step NAME COMMAND...: run, and say how long it took
    echo "\$ resonant $(for a in "$@"; do case $a in *" "*) printf '"%s" ' "$a" ;; *) printf '%s ' "$a" ;; esac; done)"
    began=$(now)
    "$resonant" "$@"
    awk -v a="$began" -v b="$(now)" 'BEGIN { printf "  %.2f s\n\n", b - a }'
}
mkdir -p demo
[ ! -d demo/night ] || "$resonant" unlock demo/night drums -q >/dev/null 2>&1 || :
step generate "dark techno with driving bass" -o demo/night --force
before=$(sha256sum <demo/night/drums.wav)
step lock demo/night drums
step regenerate demo/night bass "make the bass more aggressive"
[ "$before" = "$(sha256sum <demo/night/drums.wav)" ] && echo "the drums are the same bytes as before"
step draw demo/night -o demo/night/piece.svg --force
echo "what lies where:"
ls -l demo/night | awk 'NR > 1 { printf "  %10d  demo/night/%s\n", $5, $NF }'
