// Ask what to show, show it, ask again: the answer comes as soon as there is something new.
"use strict";

const byId = (id) => document.getElementById(id);
const words = document.body.dataset;
const [place, pages, problems, zoom] = ["place", "pages", "problems", "zoom"].map(byId);
const switches = { grey: "grey", cuts: "show-cuts", edges: "show-edges" };
const KEPT = "kit-preview";
const RETRY_MS = 1000;
const RETRY_FAILED_MS = 5000; // what went wrong will do so again, until something is saved

const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "{}");
const places = kept.places ?? {}; // where each choice of tabs was scrolled to, as shares
let choice = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
let view = { tag: "", reading: 0, pages: [] };
let asked = new AbortController();

const key = () => [choice.piece, choice.profile, choice.lang].join(" ");
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

// How many times sharper than the first picture a page must be for this screen and zoom.
function sharper() {
  const first = pages.firstElementChild;
  if (!first || !view.width || pages.hidden) return 1;
  const needed = (first.clientWidth * devicePixelRatio) / view.width;
  return Math.min(3, Math.max(1, Math.ceil(needed - 0.15)));
}

async function follow() {
  for (;;) {
    const mine = (asked = new AbortController());
    const { piece = "", profile = "", lang = "" } = choice;
    const query = { piece, profile, lang, sharper: sharper(), reading: view.reading, seen: view.tag };
    try {
      const reply = await fetch(`/view?${new URLSearchParams(query)}`, { signal: mine.signal });
      if (reply.status === 200) show(await reply.json());
      else if (reply.status !== 204) await fail(reply);
    } catch {
      if (mine.signal.aborted) continue;
      say(words.lost, true);
      view.tag = "";
      await pause(RETRY_MS);
    }
  }
}

// The program has not stopped, but could not answer.
async function fail(reply) {
  say(await reply.text() || words.failed, true);
  view.tag = "";
  await pause(RETRY_FAILED_MS);
}

function say(sentence, wrong) {
  const status = byId("status");
  status.classList.toggle("wrong", wrong);
  if (status.textContent !== sentence) status.textContent = sentence;
}

function show(news) {
  if (news.lang !== document.documentElement.lang) return location.reload();
  view = news;
  const wrong = news.problems.length > 0;
  say(news.status, wrong);
  list(problems.querySelector("ol"), news.problems);
  list(byId("notices").querySelector("ul"), news.notices);
  byId("notices").hidden = news.notices.length === 0;
  problems.hidden = !wrong;
  if (news.tabs) showTabs(news.tabs);
  const same = !pages.hidden && pages.dataset.shown === key();
  if (!wrong) showPages();
  pages.hidden = byId("about").hidden = wrong;
  if (!wrong && !same) restore();
}

function list(parent, lines) {
  parent.replaceChildren(...lines.map(({ place, text }) => {
    const item = document.createElement("li");
    if (place) item.append(Object.assign(document.createElement("strong"), { textContent: place }));
    item.append(...marked(text));
    return item;
  }));
}

// What stands between backticks is what was typed in a file.
function marked(text) {
  const parts = text.split("`");
  if (parts.length % 2 === 0) return [text];
  return parts.map((part, i) => (i % 2 ? Object.assign(document.createElement("code"), { textContent: part }) : part));
}

// Tabs are radio buttons: arrow keys move between them, and screen readers know them.
function showTabs(tabs) {
  for (const [name, options] of Object.entries(tabs)) {
    const fieldset = document.querySelector(`[data-tab="${name}"]`);
    const row = fieldset.querySelector(".tabs");
    const same = [...row.children].map((label) => label.textContent).join() === options.map((it) => it.name).join();
    if (!same) row.replaceChildren(...options.map((option) => tab(name, option)));
    options.forEach((option, i) => { row.children[i].firstElementChild.checked = option.on; });
    fieldset.hidden = false;
    choice[name] = options.find((option) => option.on).value;
  }
  const hash = `#${new URLSearchParams(choice)}`;
  if (location.hash !== hash) history.replaceState(null, "", hash);
}

function tab(name, option) {
  const label = document.createElement("label");
  const input = Object.assign(document.createElement("input"), { type: "radio", name, value: option.value });
  label.append(input, option.name);
  return label;
}

function showPages() {
  const { sheet } = view;
  if (pages.dataset.shown !== key()) pages.replaceChildren();
  pages.dataset.shown = key();
  pages.dataset.columns = view.columns;
  byId("about").textContent = view.about;
  byId("cuts").disabled = sheet.cuts.length === 0;
  byId("edges").disabled = !sheet.safe;
  document.querySelector(".look").classList.toggle("has-cuts", sheet.cuts.length > 0);
  document.querySelector(".look").classList.toggle("has-bleed", sheet.trim[0] > 0);
  document.querySelector(".look").classList.toggle("has-safe", Boolean(sheet.safe));
  while (pages.children.length > view.pages.length) pages.lastElementChild.remove();
  view.pages.forEach((page, i) => showPage(pages.children[i] ?? addPage(), page, sheet));
}

function addPage() {
  const item = document.createElement("li");
  const image = document.createElement("img");
  image.decoding = "sync"; // so that the old picture stays until the new one is ready
  image.addEventListener("error", () => { view.tag = ""; pause(RETRY_MS).then(() => asked.abort()); });
  item.append(image);
  return pages.appendChild(item);
}

function showPage(item, page, sheet) {
  const [width, height] = sheet.size;
  item.style.aspectRatio = `${width} / ${height}`;
  const image = item.firstElementChild;
  if (image.getAttribute("src") !== page.src) image.src = page.src;
  image.alt = page.alt;
  item.querySelector("svg")?.remove();
  item.append(overlay(sheet, page.cut));
}

// The edges and cut lines of a page, in mm.
function overlay({ size, trim, safe, cuts }, cut) {
  const svg = shape("svg", { viewBox: `0 0 ${size.join(" ")}`, "aria-hidden": "true" });
  const path = ([x, y, width, height]) => `M${x} ${y}h${width}v${height}h${-width}z`;
  if (trim[0] > 0) svg.append(shape("path", { class: "bleed", d: path([0, 0, ...size]) + path(trim) }));
  for (const name of safe ? ["safe-halo", "safe"] : []) svg.append(shape("path", { class: name, d: path(safe) }));
  for (const [x1, y1, x2, y2] of cut ? cuts : []) {
    for (const name of ["cut-halo", "cut"]) svg.append(shape("line", { class: name, x1, y1, x2, y2 }));
  }
  return svg;
}

function shape(name, attributes) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
  return element;
}

// On a narrow window the whole page scrolls down, and only the pages to the side.
const scrollers = () => [place, document.scrollingElement];

function remember() {
  if (!pages.hidden && pages.dataset.shown === key()) {
    places[key()] = scrollers().map((it) => [it.scrollLeft / it.scrollWidth, it.scrollTop / it.scrollHeight]);
  }
  const settings = { zoom: zoom.value, on: Object.keys(switches).filter((id) => byId(id).checked) };
  sessionStorage.setItem(KEPT, JSON.stringify({ places, ...settings }));
}

function restore() {
  scrollers().forEach((it, i) => {
    const [left, top] = places[key()]?.[i] ?? [0, it === place ? 0 : null];
    it.scrollLeft = left * it.scrollWidth;
    if (top !== null) it.scrollTop = top * it.scrollHeight;
  });
}

function zoomed() {
  pages.style.setProperty("--zoom", zoom.value);
  restore();
  remember();
}

function switched() {
  for (const [id, name] of Object.entries(switches)) document.body.classList.toggle(name, byId(id).checked);
  remember();
}

function choose(changed) {
  choice = { ...choice, ...changed };
  view.tag = "";
  say(words.drawing, false);
  asked.abort();
}

async function make() {
  const button = byId("make");
  if (button.getAttribute("aria-disabled") === "true") return;
  button.setAttribute("aria-disabled", "true");
  byId("made").textContent = words.making;
  try {
    const reply = await fetch("/build", { method: "POST" });
    if (reply.ok) showMade(await reply.json());
    else byId("made").textContent = await reply.text() || words.failed;
  } catch {
    byId("made").textContent = words.failed;
  }
  button.removeAttribute("aria-disabled");
}

function showMade({ says, folder, files, problems: found }) {
  const made = byId("made-words").content.cloneNode(true);
  const [first, second, third] = made.querySelectorAll("p");
  first.textContent = says;
  third.firstElementChild.textContent = folder;
  if (!files.length) [second, third].forEach((it) => it.remove());
  list(made.querySelector("ul"), files.length ? files.map((text) => ({ text })) : found);
  byId("made").replaceChildren(made);
}

zoom.value = kept.zoom ?? "1";
for (const id of kept.on ?? []) byId(id).checked = true;
zoomed();
switched();
byId("choices").addEventListener("submit", (event) => event.preventDefault());
byId("choices").addEventListener("change", ({ target }) => {
  if (target === zoom) { zoomed(); asked.abort(); }
  else if (target.id in switches) switched();
  else choose({ [target.name]: target.value });
});
byId("make").addEventListener("click", make);
place.addEventListener("scroll", remember, { passive: true });
addEventListener("scroll", remember, { passive: true });
addEventListener("resize", () => { restore(); asked.abort(); });
addEventListener("hashchange", () => choose(Object.fromEntries(new URLSearchParams(location.hash.slice(1)))));
follow();
