// Draw the bleed, the safe area and the cut lines over the image of a page.
"use strict";

/**
 * kit/preview/overlay.py (Overlay) documents the same keys.
 * All in mm, from the top left of the page; rectangles are [x, y, width, height].
 * @typedef {object} Overlay
 * @property {number[]} size_mm width and height of the page
 * @property {number[]} trim_mm rectangle; the page outside it is bleed
 * @property {?number[]} safe_mm rectangle; null: tiles have no safe area
 * @property {number[][]} cuts_mm lines, each [x1, y1, x2, y2]
 */

// Return an SVG as large as the page; page.css shows the parts that are switched on.
function createOverlay({ size_mm, trim_mm, safe_mm, cuts_mm }, hasCuts) {
  const svg = createSvg("svg", { viewBox: `0 0 ${size_mm.join(" ")}`, "aria-hidden": "true" });
  const path = ([x, y, width, height]) => `M${x} ${y}h${width}v${height}h${-width}z`;
  if (trim_mm[0] > 0) {
    const bleed = path([0, 0, ...size_mm]) + path(trim_mm); // filled by the even-odd rule
    svg.append(createSvg("path", { class: "bleed", d: bleed }));
  }
  for (const name of safe_mm ? ["safe-halo", "safe"] : []) {
    svg.append(createSvg("path", { class: name, d: path(safe_mm) }));
  }
  for (const [x1, y1, x2, y2] of hasCuts ? cuts_mm : []) {
    for (const name of ["cut-halo", "cut"]) {
      svg.append(createSvg("line", { class: name, x1, y1, x2, y2 }));
    }
  }
  return svg;
}

function createSvg(name, attributes) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [attribute, value] of Object.entries(attributes)) {
    element.setAttribute(attribute, value);
  }
  return element;
}
