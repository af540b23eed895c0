#!/usr/bin/env bash
# Measures what the service carries, by closed and by open (Poisson) loads; --help has the options.
#   scripts/load.sh --clients 1 2 4 8 --rates 20 50 --csv load.csv --plot load.png
set -euo pipefail
cd "$(dirname "$0")/.."
exec dotnet run --project tests/PlateApi.Load -c Release -- run "$@"
