// Reads the plates of pictures with a client whose types come from openapi.yaml.
//   node build/recognize.js SERVICE PICTURE...
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import createClient from "openapi-fetch";
import type { components, paths } from "./build/plateapi.js";

type Answer = components["schemas"]["RecognizeAnswer"];
type Results = components["schemas"]["RecognizeResults"];
type Problem = components["schemas"]["Problem"];

const [service, ...pictures] = process.argv.slice(2);
const key = process.env.PLATEAPI_KEY;
const client = createClient<paths>({ baseUrl: service!, ...(key ? { headers: { "X-Api-Key": key } } : {}) });

const form = new FormData();
for (const picture of pictures)
  form.append("image", new Blob([new Uint8Array(await readFile(picture))]), basename(picture));

const { data, error } = await client.POST("/recognize", {
  params: { query: { mode: "auto", topN: 3 } },
  // The types of pictures are strings in the description; the form itself is what is sent.
  body: {},
  bodySerializer: () => form,
});

if (error) {
  print("request", error);
  process.exit(1);
}
// JSON was asked for: one file gets its answer; several get a list of answers and problems.
const answer = data as Answer | Results;
const results = "results" in answer ? answer.results : [answer];
results.forEach((result, i) => print(pictures[i]!, result));

function print(name: string, result: Answer | Problem): void {
  if ("plates" in result) {
    for (const plate of result.plates)
      console.log(`${name}\t${plate.text}\t${plate.confidence.toFixed(3)}\t${plate.accepted ? "accepted" : "not accepted"}`);
  } else {
    console.error(`${name}\t${result.status} ${result.title}: ${result.detail}`);
  }
}
