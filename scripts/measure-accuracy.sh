#!/usr/bin/env bash
# Measures the shipped models through the code that serves them: the README's tables of crops and photos, docs/accuracy.md with the crops sent as they come
# (mode=auto) and the fast reader, and the plots of confidence.
#   scripts/measure-accuracy.sh [FOLDER]   FOLDER holds labelled sets, <set>/labels.csv (default: ../shared/data/real-plates)
# Without that folder, only rendered plates are measured.
set -euo pipefail
cd "$(dirname "$0")/.."
sets=${1:-../shared/data/real-plates}

dotnet build src/Training.Export -c Release -v quiet
evaluate() { dotnet run --project src/Training.Export -c Release --no-build -- evaluate --measured-by "scripts/measure-accuracy.sh" "$@"; }

csv=()
for set in crops us-states eu-two-line br-night; do
  if [ -f "$sets/$set/labels.csv" ]; then
    csv+=(--csv "$sets/$set/labels.csv")
  fi
done
evaluate --model plate-reader --rendered 3000 "${csv[@]}" --ask-regions --record --markdown README.md --plots docs --mistakes runs/mistakes --reads runs/reads
evaluate --model plate-reader-fast --rendered 3000 "${csv[@]}" --record --markdown docs/accuracy.md --section fast
if [ ${#csv[@]} -gt 0 ]; then
  evaluate --model plate-reader "${csv[@]}" --reads-per-plate 1 --markdown docs/accuracy.md --section one-cut
  evaluate --model plate-reader "${csv[@]}" --mode auto --markdown docs/accuracy.md --section auto
fi
if [ -f "$sets/photos/labels.csv" ]; then
  evaluate --model plate-reader --photos "$sets/photos/labels.csv" --mistakes runs/mistakes --reads runs/reads --markdown README.md
  for cuts in 1 3 5; do
    evaluate --model plate-reader --photos "$sets/photos/labels.csv" --reads-per-plate $cuts --markdown docs/accuracy.md --section cuts-$cuts
  done
  evaluate --model plate-reader --photos "$sets/photos/labels.csv" --detail High --markdown docs/accuracy.md --section detail-high
fi
