#!/usr/bin/env bash
# Keeps the service busy with mixed load, bad pictures, clients that go, reloads, and faults in its networks' runs; checks every answer and writes docs/soak.md.
#   scripts/soak.sh [MINUTES]
set -euo pipefail
cd "$(dirname "$0")/.."
exec dotnet run --project tests/PlateApi.Load -c Release -- soak "${1:-30}" --report docs/soak.md
