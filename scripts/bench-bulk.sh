#!/usr/bin/env bash
# Measures many crops at once, by the command plates and as a stream over HTTP, and writes docs/bulk.md.
#   scripts/bench-bulk.sh [PICTURES]
set -euo pipefail
cd "$(dirname "$0")/.."
exec dotnet run --project tests/PlateApi.Benchmarks -c Release -- bulk "${1:-10000}"
