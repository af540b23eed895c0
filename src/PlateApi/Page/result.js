// One picture's result: the picture with its plates drawn over it, their texts, and how to ask for the same from a shell.
const svgSpace = "http://www.w3.org/2000/svg";

// Below this a character is worth a second look.
const unsure = 0.9;

export function startResult(file, again) {
  const article = document.getElementById("result").content.firstElementChild.cloneNode(true);
  const find = selector => article.querySelector(selector);
  find("h2").textContent = file.name;
  find("img").src = URL.createObjectURL(file);
  find("img").alt = file.name;
  find("img").addEventListener("error", () => { find(".picture").hidden = true; });
  find(".again").addEventListener("click", () => {
    find(".again").hidden = true;
    find(".state").className = "state";
    find(".state").textContent = "Reading…";
    again();
  });
  find(".copy").addEventListener("click", () => copy(find(".command code"), find(".copy")));
  const showCommand = (url, headers) => {
    // The key itself has no place on a screen.
    const key = "X-Api-Key" in headers ? ` -H "X-Api-Key: $KEY"` : "";
    find(".command code").textContent = `curl --data-binary ${quote("@" + file.name)} -H 'Content-Type: ${headers["Content-Type"]}'${key} ${quote(url)}`;
  };
  return { article, find, showCommand };
}

export function showAnswer({ find }, answer) {
  const count = answer.plates.length;
  find(".state").textContent = count === 0 ? "No plate found." : count === 1 ? "One plate." : `${count} plates.`;
  find(".plates").replaceChildren(...answer.plates.map(describe));
  draw(find("svg"), answer);
  const times = answer.timings;
  const models = [answer.model.recognizer, answer.model.detector].filter(Boolean).join(", ");
  find(".timings").textContent =
    `${times.totalMs.toFixed(1)} ms: decode ${times.decodeMs.toFixed(1)}, find ${times.detectMs.toFixed(1)}, `
    + `wait ${times.queueMs.toFixed(1)}, read ${times.readMs.toFixed(1)}. `
    + `${answer.image.width}×${answer.image.height} pixels, ${models} on ${answer.model.executionProvider}.`;
  find("pre").textContent = JSON.stringify(answer, null, 2);
}

export function showProblem({ find }, title, detail, problem) {
  find(".state").className = "state problem";
  find(".state").textContent = `${title}: ${detail}`;
  find(".plates").replaceChildren();
  find("svg").replaceChildren();
  find(".timings").textContent = "";
  find("pre").textContent = problem ? JSON.stringify(problem, null, 2) : "";
  find(".again").hidden = false;
}

function describe(plate) {
  const verdict = element("p", plate.accepted ? "verdict accepted" : "verdict doubtful",
    `${plate.accepted ? "accepted" : "not accepted"}, ${percent(plate.confidence)}${plate.region ? `, ${plate.region.code.toUpperCase()} ${percent(plate.region.confidence)}` : ""}`);
  const characters = element("ul", "characters");
  for (const character of plate.characters ?? []) {
    const item = element("li", character.confidence < unsure ? "unsure" : "");
    item.append(element("b", "", character.char), element("small", "", percent(character.confidence)));
    for (const other of (character.alternatives ?? []).filter(isWorthShowing))
      item.append(element("small", "", `${other.char} ${percent(other.confidence)}`));
    characters.append(item);
  }
  const candidates = element("table", "candidates");
  for (const candidate of plate.candidates ?? []) {
    const row = candidates.insertRow();
    row.insertCell().textContent = candidate.text || "no text";
    const meter = document.createElement("meter");
    meter.value = candidate.confidence;
    row.insertCell().append(meter, " ", percent(candidate.confidence));
  }
  const section = element("section", "plate");
  section.append(element("h3", "", plate.text), verdict, characters, candidates);
  return section;
}

// The surest plate comes first; a label that would lie on another one is left out, its text stands beside the picture.
function draw(svg, { image, plates }) {
  svg.setAttribute("viewBox", `0 0 ${image.width} ${image.height}`);
  const size = Math.max(image.width / 32, 10);
  const taken = [];
  svg.replaceChildren(...plates.flatMap(plate => {
    const polygon = document.createElementNS(svgSpace, "polygon");
    polygon.setAttribute("points", plate.polygon.map(corner => `${corner.x},${corner.y}`).join(" "));
    polygon.setAttribute("class", plate.accepted ? "accepted" : "doubtful");
    const label = `${plate.text} ${percent(plate.confidence)}`;
    const place = placeOf(plate, label.length, size, image);
    if (place === null || taken.some(other => overlaps(place, other)))
      return [polygon];
    taken.push(place);
    const text = document.createElementNS(svgSpace, "text");
    text.setAttribute("x", place.left);
    text.setAttribute("y", place.line);
    text.setAttribute("font-size", size);
    text.setAttribute("stroke-width", size / 3);
    text.textContent = label;
    return [polygon, text];
  }));
}

// Above the plate, or below it; on a plate that fills its picture a label would only hide it.
function placeOf(plate, length, size, image) {
  const top = Math.min(...plate.polygon.map(corner => corner.y)), bottom = Math.max(...plate.polygon.map(corner => corner.y));
  const line = top > 1.3 * size ? top - 0.35 * size : bottom + 1.3 * size < image.height ? bottom + size : null;
  if (line === null)
    return null;
  // A bold character is some 0.65 of its size wide.
  const width = 0.65 * size * length;
  const left = Math.max(0, Math.min(plate.box.x, image.width - width));
  return { left, line, right: left + width, top: line - size };
}

function overlaps(one, other) {
  return one.left < other.right && other.left < one.right && one.top < other.line && other.top < one.line;
}

function element(name, className, text = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

function isWorthShowing(other) {
  return other.confidence >= 0.0005;
}

function percent(share) {
  return share >= 0.9995 ? "100 %" : share < 0.0005 ? "0 %" : `${(100 * share).toFixed(1)} %`;
}

function quote(text) {
  return `'${String(text).replaceAll("'", `'\\''`)}'`;
}

async function copy(code, button) {
  try {
    await navigator.clipboard.writeText(code.textContent);
    button.textContent = "Copied";
  } catch {
    // Without TLS there is no clipboard: mark the line, and leave the copying to the reader.
    getSelection().selectAllChildren(code);
    button.textContent = "Marked";
  }
}
