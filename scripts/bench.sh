#!/usr/bin/env bash
# Measures the service and writes docs/performance.md. Run it on a machine that does nothing else.
#   scripts/bench.sh [ROUNDS]
set -euo pipefail
cd "$(dirname "$0")/.."
exec dotnet run --project tests/PlateApi.Benchmarks -c Release -- "${1:-400}"
