#!/usr/bin/env bash
# Mutated pictures through the decoder and mutated requests through the service, and docs/fuzz.md with what came of them. Fails when something was found.
#   scripts/fuzz.sh [PICTURES] [REQUESTS] [SEED]
set -euo pipefail
cd "$(dirname "$0")/.."
pictures=${1:-100000} requests=${2:-20000} seed=${3:-1}
lines=$(mktemp)
trap 'rm -f "$lines"' EXIT
dotnet build tests/PlateApi.Fuzz -c Release -v quiet
status=0
dotnet run --project tests/PlateApi.Fuzz -c Release --no-build -- pictures "$pictures" --seed "$seed" | tee -a "$lines" || status=1
dotnet run --project tests/PlateApi.Fuzz -c Release --no-build -- requests "$requests" --seed "$seed" | tee -a "$lines" || status=1
cat > docs/fuzz.md <<EOF
# Fuzz

Written by \`scripts/fuzz.sh $pictures $requests $seed\` on $(date -u +%Y-%m-%d), $(nproc) cores. Good pictures of all kinds, and good requests of every endpoint, are damaged: bytes, lengths, checksums put right
again, tokens, headers, framing. Nothing may crash or end the process, take longer than 30 s or 256 MiB more than good inputs, or be answered with a status that is not
declared, with half an answer, or with a message of two lines. Each picture is decoded three times: in full and for two smaller sizes. "No answer" went to senders who hung up
within a request.

\`\`\`
$(cat "$lines")
\`\`\`
EOF
exit "$status"
