// Takes pictures (chosen, dropped, pasted, photographed), sends each to POST /recognize, and shows what comes back.
import { showAnswer, showProblem, startResult } from "./result.js";

const form = document.getElementById("ask");
const drop = document.getElementById("drop");
const results = document.getElementById("results");
const clear = document.getElementById("clear");
const mediaTypes = ["image/jpeg", "image/png", "image/webp"];
const atOnce = 2;

const waiting = [];
let working = 0;

function address() {
  const query = new URLSearchParams({ mode: form.mode.value, topN: form.topN.value });
  if (form.detail.value)
    query.append("detail", form.detail.value);
  for (const region of form.regions.value.split(/[\s,]+/).filter(Boolean))
    query.append("regions", region);
  return new URL(`recognize?${query}`, document.baseURI);
}

function add(files) {
  for (const file of files) {
    const result = startResult(file, () => enqueue({ file, result }));
    results.prepend(result.article);
    enqueue({ file, result });
  }
  clear.hidden = results.childElementCount === 0;
}

function enqueue(job) {
  waiting.push(job);
  work();
}

async function work() {
  while (working < atOnce && waiting.length > 0) {
    working++;
    read(waiting.shift()).finally(() => { working--; work(); });
  }
}

async function read({ file, result }) {
  const url = address();
  const type = mediaTypes.includes(file.type) ? file.type : "application/octet-stream";
  const headers = { "Content-Type": type };
  if (form.key.value)
    headers["X-Api-Key"] = form.key.value;
  result.showCommand(url, headers);
  try {
    const response = await fetch(url, { method: "POST", body: file, headers });
    // A service with keys says so only when it is asked.
    if (response.status === 401)
      document.getElementById("key").hidden = false;
    const answer = await response.json();
    if (response.ok)
      showAnswer(result, answer);
    else
      showProblem(result, answer.title, answer.detail, answer);
  } catch (fault) {
    showProblem(result, "The service did not answer", String(fault.message), null);
  }
}

function pictures(transfer) {
  return [...transfer.files].filter(file => file.type === "" || file.type.startsWith("image/"));
}

for (const input of form.querySelectorAll("input[type=file]")) {
  input.addEventListener("change", () => {
    add(input.files);
    // The same picture may be chosen again.
    input.value = "";
  });
}

document.addEventListener("dragover", event => { event.preventDefault(); drop.classList.add("over"); });
document.addEventListener("dragleave", event => { if (!event.relatedTarget) drop.classList.remove("over"); });
document.addEventListener("drop", event => {
  event.preventDefault();
  drop.classList.remove("over");
  add(pictures(event.dataTransfer));
});
document.addEventListener("paste", event => add(pictures(event.clipboardData)));
form.addEventListener("submit", event => event.preventDefault());
clear.addEventListener("click", () => {
  waiting.length = 0;
  for (const image of results.querySelectorAll("img"))
    URL.revokeObjectURL(image.src);
  results.replaceChildren();
  clear.hidden = true;
  document.getElementById("files").focus();
});

async function showService() {
  const line = document.getElementById("service");
  try {
    const answer = await (await fetch("health/ready")).json();
    line.textContent = answer.status === "ready" ? `${answer.defaultModel} reads, on ${answer.executionProvider}` : answer.detail;
  } catch {
    line.textContent = "The service does not answer.";
  }
}

showService();
