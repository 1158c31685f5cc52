// Check that Typst files are formatted as typstyle formats them and have no line over 100 columns.
//
//     npm ci --prefix .ci
//     node .ci/typstyle.mjs [--fix] FILE...
//
// Prints each file and line that is not as it should be, and then exits with 1. With `--fix` files
// are formatted first; comments and strings that are too long have to be broken by hand, as typstyle
// leaves these alone.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as typstyle from "@typstyle/typstyle-wasm-bundler/typstyle_wasm_bg.js";

const MAX_WIDTH = 100;
const CONFIG = {
  tab_spaces: 2,
  max_width: MAX_WIDTH,
  blank_lines_upper_bound: 1,
  collapse_markup_spaces: false,
  reorder_import_items: true,
  wrap_text: false,
};

// The package is made for bundlers, which would do this: load the WebAssembly behind its functions.
async function loadTypstyle() {
  const file = import.meta.resolve("@typstyle/typstyle-wasm-bundler/typstyle_wasm_bg.wasm");
  const bytes = readFileSync(fileURLToPath(file));
  const { instance } = await WebAssembly.instantiate(bytes, { "./typstyle_wasm_bg.js": typstyle });
  typstyle.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
}

function* problems(file, fix) {
  const text = readFileSync(file, "utf-8");
  let formatted;
  try {
    formatted = typstyle.format(text, CONFIG);
  } catch (error) {
    yield `${file}: ${error.message}`;
    return;
  }
  if (fix && formatted !== text) writeFileSync(file, formatted);
  const lines = (fix ? formatted : text).split("\n");
  const wanted = formatted.split("\n");
  const first = lines.findIndex((line, index) => line !== wanted[index]);
  if (first >= 0 || lines.length !== wanted.length) {
    const index = first >= 0 ? first : lines.length;
    yield `${file}:${index + 1}: not formatted: should be ${JSON.stringify(wanted[index] ?? "")}`;
  }
  for (const [index, line] of lines.entries()) {
    const width = [...line].length;
    if (width > MAX_WIDTH) yield `${file}:${index + 1}: ${width} columns`;
  }
}

const files = process.argv.slice(2).filter((argument) => argument !== "--fix");
const fix = process.argv.includes("--fix");
await loadTypstyle();
const found = files.flatMap((file) => [...problems(file, fix)]);
for (const problem of found) console.log(problem);
process.exitCode = found.length > 0 ? 1 : 0;
