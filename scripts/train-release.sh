#!/usr/bin/env bash
# Makes the shipped models from nothing: render and train, export, verify, evaluate. Run again after a stop, it goes on.
#   scripts/train-release.sh [RUNS] [PHOTOS...]   RUNS: folder for the runs (default: runs/release); PHOTOS: folders with a labels.csv for the finder, with their
#                                                 sources and licences in the environment's PHOTO_LICENCES; without them its backgrounds are drawn
# The shipped ones took about 1 h 50 min (the first reader), 2 h 55 min (the reader, from it: 1 h 25 min, then 1 h 30 min) and 1 h (the first finder) of two cores that also built and
# tested, and 2 h (the reader, further) and 1 h (the finder, further) of one core.
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

# 2. The reader: from the first one's layers, with half as many pixels more (runs C and D), then on as far as days went (E to H). F was to run 7 epochs and was
#    stopped in its fourth for a better renderer; the earlier runs saw the renderer of their day.
train train --recipe reader --run "$runs/reader-first" --start-from models/plate-reader-fast/1 --epochs 7 --samples 15000 --learning-rate 0.001 --ramp-samples 0 --seed 3
train train --recipe reader --run "$runs/reader-second" --start-from "$runs/reader-first" --epochs 4 --samples 14000 --learning-rate 0.0007 --ramp-samples 0 --seed 4
train train --recipe reader --run "$runs/reader-third" --start-from "$runs/reader-second" --epochs 6 --samples 16000 --learning-rate 0.001 --ramp-samples 0 --seed 5
train train --recipe reader --run "$runs/reader-fourth" --start-from "$runs/reader-third" --epochs 4 --samples 14000 --learning-rate 0.001 --ramp-samples 0 --seed 6
train train --recipe reader --run "$runs/reader-fifth" --start-from "$runs/reader-fourth" --epochs 3 --samples 11000 --learning-rate 0.0009 --ramp-samples 0 --seed 7
train train --recipe reader --run "$runs/reader" --start-from "$runs/reader-fifth" --epochs 18 --samples 17000 --learning-rate 0.0012 --ramp-samples 0 --seed 9
train export --run "$runs/reader" --package-version 5

# 3. The fast reader: the reader at five sixths of its height (about ten minutes more), on integers.
train train --recipe reader-low --run "$runs/low" --start-from models/plate-reader/5 --epochs 5 --samples 6000 --seed 10
train export --run "$runs/low" --models "$runs/models" --name plate-reader-low
train quantise --models "$runs/models" --model plate-reader-low --output models --name plate-reader-fast --package-version 5

# 4. The finder, then further from it. The first one's corners were judged by parts of the root of the plate's area, these by parts of its width and height.
train train --recipe finder --run "$runs/finder-first" --epochs 12 "${photos[@]}"
train train --recipe finder --run "$runs/finder" --start-from "$runs/finder-first" --epochs 10 --learning-rate 0.0012 --seed 5 "${photos[@]}"
train export --run "$runs/finder" --package-version 2 --photo-licences "${PHOTO_LICENCES:-}"

# 5. Check and measure what will be served.
for model in plate-reader plate-reader-fast plate-finder; do train verify --model "$model"; done
scripts/measure-accuracy.sh
