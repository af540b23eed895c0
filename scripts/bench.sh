#!/usr/bin/env bash
# Measures the service and writes docs/performance.md: all sections, or those that are named (crop photo start memory overload batches engine places http). What was
# measured before stays for the others. Run it on a machine that does nothing else.
#   scripts/bench.sh [ROUNDS] [REQUESTS] [SECTION...]
#   scripts/bench.sh readme                  the README's figures, from what was measured before
#   scripts/bench.sh start                   seconds from the process's start to its being ready, seven times
#   scripts/bench.sh 400 100000 memory       memory after 5,000 requests and after REQUESTS
set -euo pipefail
cd "$(dirname "$0")/.."
exec dotnet run --project tests/PlateApi.Benchmarks -c Release -- "$@"
