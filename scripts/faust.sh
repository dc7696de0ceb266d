#!/bin/sh
# Compile one Faust file to a C header whose class is named after the file:
#   scripts/faust.sh src/render/faust/acid.dsp build/gen/render/faust/acid.dsp.h
set -eu
name=$(basename "$1" .dsp)
faust -lang c -single -cn "faust_$name" -I "$(dirname "$1")" "$1" -o "$2.tmp"
mv "$2.tmp" "$2"
