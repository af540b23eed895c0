#!/usr/bin/env bash
# Makes the shipped reader from nothing: render and train, export, verify, evaluate. Run again after a stop, it goes on.
#   scripts/train-release.sh [RUN] [VERSION]
set -euo pipefail
cd "$(dirname "$0")/.."
run=${1:-runs/reader} version=${2:-1}
scripts/install-libstdcxx.sh
dotnet build src/Training.Export -c Release -v quiet
train() { dotnet run --project src/Training.Export -c Release --no-build -- "$@"; }

# Two rounds: easy plates first, then hard ones from the first step (docs/experiments.md, runs A and B).
train train --recipe reader --run "$run"
train train --recipe reader --run "$run-second" --start-from "$run" --epochs 7 --learning-rate 0.001 --ramp-samples 0 --seed 2
train export --run "$run-second" --package-version "$version"
train verify --model "plate-reader/$version"
scripts/measure-accuracy.sh
