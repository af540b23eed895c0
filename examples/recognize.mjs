#!/usr/bin/env node
// Reads the plates of a picture with nothing but Node (20 or newer); in a browser, fetch is called the same way.
//   examples/recognize.mjs PICTURE [SERVICE]      a key is taken from PLATEAPI_KEY
import { readFile } from "node:fs/promises";

const [picture, service = "http://localhost:8080"] = process.argv.slice(2);
const headers = { "Content-Type": "application/octet-stream" };
if (process.env.PLATEAPI_KEY)
  headers["X-Api-Key"] = process.env.PLATEAPI_KEY;

const response = await fetch(`${service}/recognize?topN=3`, { method: "POST", headers, body: await readFile(picture) });
const answer = await response.json();
if (!response.ok) {
  console.error(`${answer.title}: ${answer.detail}`);
  process.exit(1);
}
for (const plate of answer.plates)
  console.log(`${plate.text}\t${plate.confidence.toFixed(3)}\t${plate.accepted ? "accepted" : "not accepted"}`);
