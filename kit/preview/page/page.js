// Show the state of the preview, and follow it by long polling: the server answers a request for
// the state as soon as that differs from what the page shows.
"use strict";

/**
 * The answer to GET /state. kit/preview/page_state.py (PageState) documents the same keys.
 * @typedef {object} PageState
 * @property {string} etag digest of all other keys
 * @property {number} snapshot number of the snapshot: grows with each save
 * @property {string} lang language of messages
 * @property {string} status two lines: when the files were read, and what came of it
 * @property {MessageItem[]} problems while there are any, no pages are shown
 * @property {MessageItem[]} notices
 * @property {{src: string, alt: string, has_cuts: boolean}[]} pages
 * @property {Object<string, TabOption[]>} [tabs] by piece, lang and profile
 * @property {string} [about] the piece, the size and number of its pages
 * @property {number} [columns] pages side by side
 * @property {number} [image_width_px] of an image at scale 1
 * @property {Overlay} [overlay] lines to draw over the pages: see overlay.js
 *
 * @typedef {{place: string, text: string}} MessageItem place: file and line, or empty
 * @typedef {{value: string, name: string, selected: boolean}} TabOption
 *
 * The answer to POST /build.
 * @typedef {object} BuildReply
 * @property {string} summary how many files were made, or how many problems there are
 * @property {string} folder absolute path of the output folder
 * @property {string[]} files paths below that folder; empty if there are problems
 * @property {MessageItem[]} problems
 */

const RETRY_MS = 1000;
const RETRY_FAILED_MS = 5000; // an error of the program will occur again until something is saved
const MAX_SCALE = 3;
const SCALE_TOLERANCE = 0.15; // images this much too small still look sharp
const SESSION_KEY = "kit-preview";

const byId = (id) => document.getElementById(id);
const createElement = (name, properties) =>
  Object.assign(document.createElement(name), properties);
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const selectionFromUrl = () => Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
const selectionKey = () => [selection.piece, selection.profile, selection.lang].join(" ");

const messages = document.body.dataset;
const [viewer, pages, problems, zoom] = ["viewer", "pages", "problems", "zoom"].map(byId);
// The ids of switches, and the class that each gives to the body.
const switches = { grey: "grey", cuts: "show-cuts", edges: "show-edges" };

const session = JSON.parse(sessionStorage.getItem(SESSION_KEY) ?? "{}");
const scrollPositions = session.scrollPositions ?? {}; // by selectionKey(): see saveSession()
let selection = selectionFromUrl(); // the piece, profile and lang that are selected
let state = { etag: "", snapshot: 0, pages: [] }; // the PageState that is shown
let pendingRequest = new AbortController();

// --- Polling ---

async function poll() {
  for (;;) {
    const controller = (pendingRequest = new AbortController());
    try {
      const reply = await fetch(`/state?${stateQuery()}`, { signal: controller.signal });
      if (reply.status === 200) showState(await reply.json());
      else if (reply.status !== 204) await showFailure(reply); // 204: nothing has changed
    } catch {
      if (controller.signal.aborted) continue;
      showStatus(messages.lost, true);
      state.etag = "";
      await pause(RETRY_MS);
    }
  }
}

// Query parameters, as in kit/preview/page_images.py (ViewRequest). etag: the server waits until
// the state has another one.
function stateQuery() {
  const { piece = "", profile = "", lang = "" } = selection;
  const { snapshot, etag } = state;
  return new URLSearchParams({ piece, profile, lang, scale: neededScale(), snapshot, etag });
}

// How many times more pixels than at scale 1 an image needs for this screen and zoom.
function neededScale() {
  const first = pages.firstElementChild;
  if (!first || !state.image_width_px || pages.hidden) return 1;
  const scale = (first.clientWidth * devicePixelRatio) / state.image_width_px;
  return Math.min(MAX_SCALE, Math.max(1, Math.ceil(scale - SCALE_TOLERANCE)));
}

// The program runs, but could not answer.
async function showFailure(reply) {
  showStatus(await reply.text() || messages.failed, true);
  state.etag = "";
  await pause(RETRY_FAILED_MS);
}

// --- Showing the state ---

function showState(newState) {
  if (newState.lang !== document.documentElement.lang) return location.reload();
  state = newState;
  const hasProblems = state.problems.length > 0;
  showStatus(state.status, hasProblems);
  fillList(problems.querySelector("ol"), state.problems);
  fillList(byId("notices").querySelector("ul"), state.notices);
  byId("notices").hidden = state.notices.length === 0;
  problems.hidden = !hasProblems;
  if (state.tabs) showTabs(state.tabs);
  const keepsScroll = !pages.hidden && pages.dataset.shown === selectionKey();
  if (!hasProblems) showPages();
  pages.hidden = byId("about").hidden = hasProblems;
  if (!hasProblems && !keepsScroll) restoreScroll();
}

function showStatus(text, isError) {
  const status = byId("status");
  status.classList.toggle("error", isError);
  if (status.textContent !== text) status.textContent = text; // else it would be read out again
}

function fillList(list, items) {
  list.replaceChildren(...items.map(({ place, text }) => {
    const item = document.createElement("li");
    if (place) item.append(createElement("strong", { textContent: place }));
    item.append(...withCode(text));
    return item;
  }));
}

// Backticks enclose something that was typed in a file.
function withCode(text) {
  const parts = text.split("`");
  if (parts.length % 2 === 0) return [text];
  return parts.map((part, i) => (i % 2 ? createElement("code", { textContent: part }) : part));
}

// Tabs are radio buttons: arrow keys move between them, and screen readers know them.
function showTabs(tabs) {
  for (const [name, options] of Object.entries(tabs)) {
    const fieldset = document.querySelector(`[data-tab="${name}"]`);
    const row = fieldset.querySelector(".tabs");
    const shown = [...row.children].map((label) => label.textContent).join();
    if (shown !== options.map((option) => option.name).join()) {
      row.replaceChildren(...options.map((option) => createTab(name, option)));
    }
    options.forEach((option, i) => {
      row.children[i].firstElementChild.checked = option.selected;
    });
    fieldset.hidden = false;
    selection[name] = options.find((option) => option.selected).value;
  }
  const hash = `#${new URLSearchParams(selection)}`;
  if (location.hash !== hash) history.replaceState(null, "", hash);
}

function createTab(name, option) {
  const label = document.createElement("label");
  label.append(createElement("input", { type: "radio", name, value: option.value }), option.name);
  return label;
}

function showPages() {
  const { overlay } = state;
  if (pages.dataset.shown !== selectionKey()) pages.replaceChildren();
  pages.dataset.shown = selectionKey();
  pages.dataset.columns = state.columns;
  byId("about").textContent = state.about;
  byId("cuts").disabled = overlay.cuts_mm.length === 0;
  byId("edges").disabled = !overlay.safe_mm;
  const { classList } = document.querySelector(".view-settings");
  classList.toggle("has-cuts", overlay.cuts_mm.length > 0);
  classList.toggle("has-bleed", overlay.trim_mm[0] > 0);
  classList.toggle("has-safe", Boolean(overlay.safe_mm));
  while (pages.children.length > state.pages.length) pages.lastElementChild.remove();
  state.pages.forEach((page, i) => showPage(pages.children[i] ?? addPage(), page, overlay));
}

function addPage() {
  const item = document.createElement("li");
  const image = document.createElement("img");
  image.decoding = "sync"; // so that the old image stays until the new one is ready
  image.addEventListener("error", () => {
    state.etag = "";
    pause(RETRY_MS).then(() => pendingRequest.abort());
  });
  item.append(image);
  return pages.appendChild(item);
}

function showPage(item, page, overlay) {
  const [width, height] = overlay.size_mm;
  item.style.aspectRatio = `${width} / ${height}`;
  const image = item.firstElementChild;
  if (image.getAttribute("src") !== page.src) image.src = page.src;
  image.alt = page.alt;
  item.querySelector("svg")?.remove();
  item.append(createOverlay(overlay, page.has_cuts));
}

// --- Scroll positions, zoom and switches: kept while the browser's tab is open ---

// In a narrow window the document scrolls vertically, and the viewer only horizontally.
const scrollers = () => [viewer, document.scrollingElement];

// Scroll positions are fractions of the whole width and height, so that they survive a zoom.
function saveSession() {
  if (!pages.hidden && pages.dataset.shown === selectionKey()) {
    scrollPositions[selectionKey()] = scrollers().map((it) => [
      it.scrollLeft / it.scrollWidth, it.scrollTop / it.scrollHeight,
    ]);
  }
  const switchedOn = Object.keys(switches).filter((id) => byId(id).checked);
  const saved = { scrollPositions, zoom: zoom.value, switchedOn };
  sessionStorage.setItem(SESSION_KEY, JSON.stringify(saved));
}

function restoreScroll() {
  scrollers().forEach((it, i) => {
    const unknown = [0, it === viewer ? 0 : null]; // the document stays where it is
    const [left, top] = scrollPositions[selectionKey()]?.[i] ?? unknown;
    it.scrollLeft = left * it.scrollWidth;
    if (top !== null) it.scrollTop = top * it.scrollHeight;
  });
}

function restoreSession() {
  zoom.value = session.zoom ?? "1";
  for (const id of session.switchedOn ?? []) byId(id).checked = true;
  applyZoom();
  applySwitches();
}

function applyZoom() {
  pages.style.setProperty("--zoom", zoom.value);
  restoreScroll();
  saveSession();
}

function applySwitches() {
  for (const [id, name] of Object.entries(switches)) {
    document.body.classList.toggle(name, byId(id).checked);
  }
  saveSession();
}

// --- What the user does ---

function select(changes) {
  selection = { ...selection, ...changes };
  state.etag = "";
  showStatus(messages.drawing, false);
  pendingRequest.abort();
}

function changeChoice({ target }) {
  if (target === zoom) {
    applyZoom();
    pendingRequest.abort();
  } else if (target.id in switches) applySwitches();
  else select({ [target.name]: target.value });
}

async function buildPdfs() {
  const button = byId("build");
  if (button.getAttribute("aria-disabled") === "true") return;
  button.setAttribute("aria-disabled", "true");
  byId("build-result").textContent = messages.making;
  try {
    const reply = await fetch("/build", { method: "POST" });
    if (reply.ok) showBuildReply(await reply.json());
    else byId("build-result").textContent = await reply.text() || messages.failed;
  } catch {
    byId("build-result").textContent = messages.failed;
  }
  button.removeAttribute("aria-disabled");
}

function showBuildReply({ summary, folder, files, problems: found }) {
  const result = byId("build-result-template").content.cloneNode(true);
  const [first, second, third] = result.querySelectorAll("p");
  first.textContent = summary;
  third.firstElementChild.textContent = folder;
  if (!files.length) [second, third].forEach((it) => it.remove());
  fillList(result.querySelector("ul"), files.length ? files.map((text) => ({ text })) : found);
  byId("build-result").replaceChildren(result);
}

restoreSession();
byId("choices").addEventListener("submit", (event) => event.preventDefault());
byId("choices").addEventListener("change", changeChoice);
byId("build").addEventListener("click", buildPdfs);
viewer.addEventListener("scroll", saveSession, { passive: true });
addEventListener("scroll", saveSession, { passive: true });
addEventListener("resize", () => {
  restoreScroll();
  pendingRequest.abort();
});
addEventListener("hashchange", () => select(selectionFromUrl()));
poll();
