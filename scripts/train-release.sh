#!/usr/bin/env bash
# Makes the shipped models from nothing: render and train, export, verify, evaluate. Run again after a stop, it goes on.
#   scripts/train-release.sh [RUNS] [PHOTOS...]   RUNS: folder for the runs (default: runs/release); PHOTOS: folders with a labels.csv for the finder, with their
#                                                 sources and licences in the environment's PHOTO_LICENCES; without them its backgrounds are drawn
# The shipped ones took about 1 h 50 min (the first reader), 1 h 25 min (the reader, from it) and 1 h (finder) of two cores that also built and tested.
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${1:-runs/release}
photos=()
for folder in "${@:2}"; do photos+=(--photos "$folder"); done
scripts/install-libstdcxx.sh
dotnet build src/Training.Export -c Release -v quiet
train() { dotnet run --project src/Training.Export -c Release --no-build -- "$@"; }

# 1. A first reader, two thirds of the pixels: easy plates first, then hard ones from the first step (docs/experiments.md, runs A and B).
train train --recipe reader-fast --run "$runs/fast-first"
train train --recipe reader-fast --run "$runs/fast" --start-from "$runs/fast-first" --epochs 7 --learning-rate 0.001 --ramp-samples 0 --seed 2
train export --run "$runs/fast" --name plate-reader-fast --package-version 1

# 2. The reader: from the first one's layers, with half as many pixels more (runs C and D); the fast one is the same network on integers.
train train --recipe reader --run "$runs/reader-first" --start-from models/plate-reader-fast/1 --epochs 7 --samples 15000 --learning-rate 0.001 --ramp-samples 0 --seed 3
train train --recipe reader --run "$runs/reader" --start-from "$runs/reader-first" --epochs 4 --samples 14000 --learning-rate 0.0007 --ramp-samples 0 --seed 4
train export --run "$runs/reader" --package-version 2
train quantise --model plate-reader/2 --name plate-reader-fast --package-version 2

# 3. The finder.
train train --recipe finder --run "$runs/finder" --epochs 12 "${photos[@]}"
train export --run "$runs/finder" --package-version 1 --photo-licences "${PHOTO_LICENCES:-}"

# 4. Check and measure what will be served.
for model in plate-reader plate-reader-fast plate-finder; do train verify --model "$model"; done
scripts/measure-accuracy.sh
