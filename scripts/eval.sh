#!/bin/sh
# The musical figures of docs/EVALUATION.md, as Markdown on stdout.
#
#   make eval [DATA=folder of training data] [ANCHORS=folder of pieces to compare with]
#             [PYTHON=python with training/requirements.txt] [MODELS=folder of *.gguf]
#             [QUICK=1] [WRITE=1]
#
# WRITE puts the result into docs/EVALUATION.md, between the marks of `make eval`.
#
# Without DATA, ANCHORS or PYTHON their sections say that they were left out. aubio and ffmpeg
# are outside judges: they are used here, not by the product.
set -u
DATA=${DATA:-} ANCHORS=${ANCHORS:-} PYTHON=${PYTHON:-} MODELS=${MODELS:-} QUICK=${QUICK:-}
BUILD=${BUILD:-build}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
failed=0
export RGEN_TRAINING_LIB="${RGEN_TRAINING_LIB:-$BUILD/training.so}"
set --
if [ -n "$MODELS" ]; then
    MODELS=$(cd "$MODELS" && pwd) || exit 1
    set -- --models "$MODELS"
    # the command line finds its models beside its data
    mkdir "$work/data" && ln -s "$MODELS" "$work/data/models" && export RGEN_DATA="$work/data"
fi

need() {
    command -v "$1" >/dev/null && return 0
    echo "($1 is not installed: what it judges is left out.)"
    return 1
}

need_python() {
    [ -n "$PYTHON" ] && return 0
    echo "(left out: give PYTHON=a Python with training/requirements.txt installed)"
    return 1
}

# "LUFS <tab> dBTP" of a file, by ffmpeg
loudness() {
    ffmpeg -nostdin -hide_banner -i "$1" -af ebur128=peak=true -f null - 2>&1 |
        awk '/Integrated loudness/ {sum = 1} sum && $1 == "I:" {i = $2} sum && $1 == "Peak:" {p = $2}
             END {printf "%s\t%s", i == "" ? -200 : i, p == "" || p == "-inf" ? -200 : p}'
}

main() {
# Two programs at a time, one thread each: what they print does not depend on it.
export RGEN_THREADS=1
{ hearing "$@" >"$work/hearing.md"; judged "$@" >"$work/judged.md"; exit $failed; } &
beside=$!
music "$@" >"$work/music.md" || failed=1
wait $beside || failed=1
cat "$work/hearing.md" "$work/music.md" "$work/judged.md"
}

hearing() {
echo "## Do the tracks hear each other"
echo
if [ -n "$DATA" ]; then
    "$BUILD/bench/eval_context" "$DATA" "$@" --windows "${QUICK:-4}" --figures "$work/figures.1" || failed=1
else
    echo "(left out: give DATA=folder of training data)"
fi
echo
echo "### On composed pieces"
echo
if need_python; then
    "$PYTHON" -m training.evaluate "$@" ${DATA:+--data "$DATA"} ${QUICK:+--pieces 2} --figures "$work/figures.2" ||
        failed=1
fi
}

judged() {
echo
echo "## Against composers and human songs"
echo
if need_python; then
    "$PYTHON" -m training.judge words >"$work/styles.tsv" &&
        "$BUILD/bench/eval_styles" "$work/styles.tsv" "$@" ${QUICK:+--seeds 2 --infills 1} >"$work/pieces.tsv" &&
        "$PYTHON" -m training.judge "$work/pieces.tsv" ${DATA:+--data "$DATA"} ${QUICK:+--pieces 12} \
            --figures "$work/figures.5" || failed=1
fi
}

music() {
echo
echo "## What comes out"
echo
mkdir "$work/mixes"
"$BUILD/bench/eval_music" "$@" --seeds "${QUICK:-3}" --write "$work/mixes" --figures "$work/figures.3" || failed=1
if need ffmpeg; then
    echo "### Loudness by ffmpeg's ebur128"
    echo
    for f in "$work"/mixes/*_1.wav; do loudness "$f"; echo; done | awk '
        {n++; ok += $1 >= -14.5 && $1 <= -13.5; quiet += $2 <= -1.0
         if (n == 1 || $1 < low) low = $1; if (n == 1 || $1 > high) high = $1; if (n == 1 || $2 > peak) peak = $2}
        END {print "| mixes | at -14 +/- 0.5 LUFS | from | to | true peak at most -1 dBTP | highest |"
             print "|---|---|---|---|---|---|"
             printf "| %d | %d | %.1f LUFS | %.1f LUFS | %d | %.1f dBTP |\n", n, ok, low, high, quiet, peak}'
    echo
fi

if [ -n "$DATA" ]; then
    echo "### Copying"
    echo
    "$BUILD/bench/eval_copying" "$DATA" "$work/mixes" --figures "$work/figures.3" || failed=1
fi

echo "## Does it do as it is told"
echo
"$BUILD/bench/eval_control" "$@" ${QUICK:+--quick} --figures "$work/figures.3" || failed=1

echo "## The same prompts before and now"
echo
if [ -z "$ANCHORS" ]; then
    echo "(left out: give ANCHORS=folder with <piece>/info.json and stems)"
elif need aubio && need ffmpeg; then
    find "$ANCHORS" -name info.json | sort | while read -r info; do
        folder=$(dirname "$info")
        piece=$(basename "$folder")
        prompt=$(sed -n 's/.*"prompt": *"\([^"]*\)".*/\1/p' "$info")
        seconds=$(sed -n 's/.*"duration": *\([0-9.]*\).*/\1/p' "$info")
        bpm=$(printf '%s' "$prompt" | sed -n 's/.*[^0-9]\([0-9][0-9]*\) *BPM.*/\1/p')
        for set in before ours ours2 ours3; do
            ours="$work/$piece-$set"
            seed=${set#ours}
            [ $set = before ] || "$BUILD/resonant" generate "$prompt" --seconds "$seconds" -q -o "$ours" \
                --seed "${seed:-1}" || exit 1
            for stem in drums bass harmony melody mix; do
                f=$ours/$stem.wav
                [ $set = before ] && f=$folder/$stem.wav && [ $stem = mix ] && f=$folder/mixed.wav
                [ -f "$f" ] || continue
                tempo=$(aubio tempo -i "$f" 2>/dev/null | awk '{print $1 + 0}')
                aubio onset -i "$f" >"$work/$piece-$set-$stem.onsets" 2>/dev/null
                printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' $set "$piece" $stem "$f" "$bpm" "$seconds" \
                    "${tempo:-0}" "$(loudness "$f")" "$work/$piece-$set-$stem.onsets"
            done
        done
    done >"$work/anchors.tsv" && "$BUILD/bench/eval_anchors" "$work/anchors.tsv" --figures "$work/figures.4" || failed=1
fi
return $failed
}

began=$(date +%s)
main "$@" >"$work/tables.md"
{
    echo "## Figures"
    echo
    echo "| figure | target | measured | reached |"
    echo "|---|---|---|---|"
    cat "$work"/figures.?
    echo
    echo "Speed and memory: \`make bench\`. This took $(($(date +%s) - began)) s."
    echo
    cat "$work/tables.md"
} >"$work/all.md"
cat "$work/all.md"
if [ -n "${WRITE:-}" ]; then
    doc=docs/EVALUATION.md
    awk -v new="$work/all.md" '
        /<!-- make eval -->/ {print; print ""; while ((getline line < new) > 0) print line; skip = 1}
        /<!-- end of make eval -->/ {skip = 0}
        !skip || /<!-- end/ {if (!/<!-- make eval -->/) print}' "$doc" >"$work/doc.md" && cp "$work/doc.md" "$doc"
fi
exit $failed
