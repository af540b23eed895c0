#!/usr/bin/env bash
# Builds everything and runs all tests. Installs what the machine lacks, where it may.
#   scripts/test.sh            all tests
#   scripts/test.sh service    only what the service needs (no libtorch)
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 ORT_DISABLE_TELEMETRY=1

# Threads of libtorch that wait by spinning starve each other when anything else runs.
export OMP_WAIT_POLICY=PASSIVE

solution=PlateApi.sln
if [ "${1:-}" = service ]; then
  solution=PlateApi.Service.slnf
else
  scripts/install-libstdcxx.sh
fi

scripts/install-test-programs.sh

dotnet build "$solution" -c Release -v quiet
dotnet format "$solution" --verify-no-changes --no-restore

log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0
dotnet test --solution "$solution" -c Release --no-build --max-parallel-test-modules 1 | tee "$log" || status=$?
awk '$1 == "succeeded:" {passed += $2} $1 == "failed:" {failed += $2} $1 == "skipped:" {skipped += $2}
     END {printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped}' "$log"
exit "$status"
