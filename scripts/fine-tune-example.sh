#!/usr/bin/env bash
# The worked example of docs/training-your-own.md: plates of a look that the shipped reader reads badly, a short fine-tuning on crops of them, and both
# readers measured on plates held back and on rendered plates of all looks. Writes the figures into the document. One core is used for the training.
#   scripts/fine-tune-example.sh [FOLDER]   FOLDER: for crops, run and package (default: runs/new-look)
set -euo pipefail
cd "$(dirname "$0")/.."
folder=${1:-runs/new-look}
document=docs/training-your-own.md
start=models/plate-reader/$(ls models/plate-reader | sort -n | tail -1)
# One thread, which waits without spinning: the figure of processor time is that of the work.
export OMP_NUM_THREADS=1 OMP_WAIT_POLICY=PASSIVE
scripts/install-libstdcxx.sh
dotnet build src/Training.Export -c Release -v quiet
train() { dotnet artifacts/bin/Training.Export/release/Training.Export.dll "$@"; }

# 1. Crops that somebody might have collected, and what they hold.
dotnet run examples/new-look/DotMatrixPlates.cs -- "$folder/crops" 1000 1
train validate --csv "$folder/crops/labels.csv"

# 2. Fine-tune the shipped reader on four fifths of them, mixed with rendered plates so that it forgets little.
TIMEFORMAT='%U %S %R'
{ time train train --recipe fine-tune --csv "$folder/crops/labels.csv" --start-from "$start" --run "$folder/run" 2>&3; } 3>&2 2> "$folder/took"
took=$(awk '{printf "%.0f s of processor time, with one thread of libtorch and one that makes pictures; %.0f s passed", $1 + $2, $3}' "$folder/took")

# 3. A package, beside a copy of the shipped one.
mkdir -p "$folder/models"
cp -r models/plate-reader "$folder/models/"
train export --run "$folder/run" --models "$folder/models" --name new-look-reader

# 4. Both on the held-back fifth, and on rendered plates that neither learned from.
for model in plate-reader new-look-reader; do
  train evaluate --models "$folder/models" --model "$model" --csv "$folder/run/held-back.csv" --rendered 2000 \
    --markdown "$document" --section "$model" --measured-by "scripts/fine-tune-example.sh"
done

# 5. What the training took.
sed -i "/<!-- took:begin -->/,/<!-- took:end -->/c\\
<!-- took:begin -->\\
The training took $took, on a machine that did other work, too.\\
<!-- took:end -->" "$document"
