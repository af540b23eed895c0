#!/usr/bin/env bash
# Writes the table of docs/licences.md from what the restored packages say of themselves; the test that it runs fails when a
# licence is not compatible. Run scripts/test.sh, or build PlateApi.sln, before it.
set -euo pipefail
cd "$(dirname "$0")/.."
UPDATE_LICENCES=1 dotnet artifacts/bin/PlateApi.Tests/release/PlateApi.Tests.dll --filter-class PlateApi.Tests.Deployment.LicencesTests
git --no-pager diff --stat -- docs/licences.md
