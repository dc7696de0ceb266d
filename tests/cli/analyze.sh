#!/bin/sh
# What a prompt is taken to mean.
set -eu
. "$(dirname "$0")/../cli_kit.sh"
expect 0 "$r" analyze "dark techno with driving bass, 8 bars in F# minor at 132 bpm, no melody" --json
for key in '"bpm": 132' '"key": "F# minor"' '"meter": "4/4"' '"bars": 8' '"seconds": ' \
    '"genres": [{"name": "techno", "weight": 1}]' '"moods": ["dark"]' '"drums": {' '"wanted": false' \
    '"instruments": [' '"attributes": {' '"edits": []' '"bpm": "said"' '"bars": "said"' '"meter": "default"'; do
    has "$d/out" "$key"
done
expect 0 "$r" analyze --json "make the bass more aggressive"
has "$d/out" '"track": "bass", "attribute": "drive"'
expect 0 "$r" analyze "slow jazz waltz with upright bass"
has "$d/out" "jazz 100%"; has "$d/out" "plays upright"; has "$d/out" "3/4"; has "$d/out" "inferred"
for p in "" "   " "музыка для сна" "暗いテクノ" "🎵"; do
    expect 0 "$r" analyze "$p" --json; has "$d/out" '"words_known": 0'
done
expect 0 "$r" analyze -- "-8 dB techno"
