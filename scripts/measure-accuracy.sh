#!/usr/bin/env bash
# Measures the shipped reader through the code that serves it and writes the README's accuracy table.
#   scripts/measure-accuracy.sh [FOLDER]   FOLDER holds labelled sets, <set>/labels.csv (default: ../shared/data/real-plates)
# Without that folder, only rendered plates are measured.
set -euo pipefail
cd "$(dirname "$0")/.."
sets=${1:-../shared/data/real-plates}

arguments=(--rendered 3000 --record --markdown README.md --measured-by "scripts/measure-accuracy.sh" --mistakes runs/mistakes --reads runs/reads)
for set in crops us-states eu-two-line br-night; do
  if [ -f "$sets/$set/labels.csv" ]; then
    arguments+=(--csv "$sets/$set/labels.csv")
  fi
done
dotnet run --project src/Training.Export -c Release -- evaluate --model plate-reader "${arguments[@]}"
