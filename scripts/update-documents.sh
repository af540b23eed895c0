#!/usr/bin/env bash
# Writes what is generated from the service's code: openapi.yaml, and the table of docs/configuration.md. Tests fail when they are out of date.
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build tests/PlateApi.Tests -c Release -v quiet
UPDATE_OPENAPI=1 UPDATE_CONFIGURATION=1 dotnet artifacts/bin/PlateApi.Tests/release/PlateApi.Tests.dll \
  --filter-class PlateApi.Tests.Hosting.OpenApiTests --filter-class PlateApi.Tests.Hosting.ConfigurationDocumentTests
git status --short openapi.yaml docs/configuration.md
