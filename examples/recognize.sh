#!/usr/bin/env bash
# Reads the plates of a picture with curl alone, and prints the answer as JSON.
#   examples/recognize.sh PICTURE [SERVICE]     a key, where the service has them, is taken from PLATEAPI_KEY
set -euo pipefail
picture=$1
service=${2:-http://localhost:8080}
curl --silent --show-error --fail-with-body ${PLATEAPI_KEY:+-H "X-Api-Key: $PLATEAPI_KEY"} -F "image=@$picture" "$service/recognize?topN=3"
