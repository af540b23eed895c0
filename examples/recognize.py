#!/usr/bin/env python3
"""Reads the plates of pictures with nothing but Python's standard library (3.9 or newer).

    examples/recognize.py [--service http://localhost:8080] PICTURE...

Prints a line a plate: file, text, confidence, whether it is accepted. A key is taken from PLATEAPI_KEY.
"""
import argparse
import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request


def recognize(service, picture, key=None, tries=5, **query):
    """Sends a picture's bytes and returns the answer as a dict; waits and tries again while the service is busy."""
    url = f"{service}/recognize?{urllib.parse.urlencode(query, doseq=True)}"
    headers = {"Content-Type": "application/octet-stream", **({"X-Api-Key": key} if key else {})}
    while True:
        try:
            with urllib.request.urlopen(urllib.request.Request(url, data=picture, headers=headers), timeout=60) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            tries -= 1
            # 429: too many requests; 503: too many pictures are waiting, or the service starts or stops.
            if error.code not in (429, 503) or tries == 0:
                raise
            time.sleep(int(error.headers.get("Retry-After", 1)))


def main():
    parser = argparse.ArgumentParser(description="Read the plates of pictures.")
    parser.add_argument("pictures", nargs="+", metavar="PICTURE")
    parser.add_argument("--service", default="http://localhost:8080")
    parser.add_argument("--mode", choices=["auto", "photo", "crop"], default="auto")
    parser.add_argument("--region", action="append", default=[], help="country or state expected, such as sk or us-ca; may be repeated")
    arguments = parser.parse_args()

    failures = 0
    for path in arguments.pictures:
        try:
            with open(path, "rb") as file:
                answer = recognize(arguments.service, file.read(), os.environ.get("PLATEAPI_KEY"), mode=arguments.mode, regions=arguments.region)
        except urllib.error.HTTPError as error:
            # Every error is application/problem+json; its detail names the value, the limit and the setting.
            print(f"{path}: {json.load(error)['detail']}", file=sys.stderr)
            failures += 1
        except OSError as error:
            print(f"{path}: {error}", file=sys.stderr)
            failures += 1
        else:
            for plate in answer["plates"]:
                print(f"{path}\t{plate['text']}\t{plate['confidence']:.3f}\t{'accepted' if plate['accepted'] else 'not accepted'}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
