// Copyright (c) 2026, pullproof.registry contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later
// Nodes × images. Only the rows in sight are elements, so that thousands of nodes cost no more than forty. The grid
// itself keeps the focus and names the active cell, which may be out of sight and without an element.

const ROW_HEIGHT = 30;
const SPARE_ROWS = 8;
const NAME = -1;

const matrix = {
  rows: [], columns: [], row: 0, column: 0, drawn: new Map(), filter: { words: "", result: "", cause: "", order: "worst" },
};

const byName = new Intl.Collator("en", { numeric: true });
const ORDERS = {
  worst: (one, other) => other.weight - one.weight || byName.compare(one.name, other.name),
  name: (one, other) => byName.compare(one.name, other.name),
  slow: (one, other) => other.slowest - one.slowest || byName.compare(one.name, other.name),
};

function isWanted(cell) {
  const { result, cause } = matrix.filter;
  if (!cell) return false;
  if (result === "warning" ? !warningsOf(cell) : result && resultOf(cell) !== result) return false;
  return cause === "" || cell[CELL.causes].some(([number]) => number === Number(cause));
}

// Words that name nodes choose rows; words that name only images choose columns.
function applyFilter() {
  const { words, result, cause, order } = matrix.filter;
  const low = words.trim().toLowerCase();
  const all = images.map((_, number) => number);
  const named = low ? nodes.filter((node) => node.low.includes(low)) : nodes;
  const columns = low ? all.filter((number) => images[number].name.toLowerCase().includes(low)) : all;
  const rows = named.length || !columns.length ? named : nodes;
  matrix.columns = columns.length && !(low && named.length) ? columns : all;
  matrix.rows = rows
    .filter((node) => (!result && cause === "") || matrix.columns.some((column) => isWanted(node.cells[column])))
    .sort(ORDERS[order]);
  matrix.row = Math.min(matrix.row, Math.max(0, matrix.rows.length - 1));
  matrix.column = Math.min(matrix.column, matrix.columns.length - 1);
  drawAll();
}

function drawAll() {
  const grid = byId("matrix");
  const body = h("div", { class: "body", role: "rowgroup" });
  body.style.height = `${matrix.rows.length * ROW_HEIGHT}px`;
  grid.style.setProperty("--columns", matrix.columns.length);
  grid.setAttribute("aria-rowcount", matrix.rows.length + 1);
  grid.setAttribute("aria-colcount", matrix.columns.length + 2);
  grid.replaceChildren(heading(), body, matrix.rows.length ? "" : h("p", { class: "empty" }, "No node matches these filters."));
  matrix.drawn = new Map();
  drawRows();
  mark();
}

function heading() {
  const names = matrix.columns.map((column, place) =>
    h("div", { class: "head", role: "columnheader", "aria-colindex": place + 2, title: images[column].name }, h("span", {}, images[column].short)));
  return h("div", { class: "row heads", role: "row", "aria-rowindex": 1 },
    h("div", { class: "name", role: "columnheader", "aria-colindex": 1 }, "node"), names,
    h("div", { class: "why", role: "columnheader", "aria-colindex": matrix.columns.length + 2 }, "why"));
}

function drawRows() {
  const grid = byId("matrix");
  const body = grid.querySelector(".body");
  const top = Math.max(0, Math.floor(grid.scrollTop / ROW_HEIGHT) - SPARE_ROWS);
  const end = Math.min(matrix.rows.length, Math.ceil((grid.scrollTop + grid.clientHeight) / ROW_HEIGHT) + SPARE_ROWS);
  for (const [row, element] of matrix.drawn) {
    if (row < top || row >= end) {
      element.remove();
      matrix.drawn.delete(row);
    }
  }
  for (let row = top; row < end; row += 1) {
    if (matrix.drawn.has(row)) continue;
    const element = rowOf(matrix.rows[row], row);
    matrix.drawn.set(row, element);
    body.append(element);
  }
}

function rowOf(node, row) {
  const cells = matrix.columns.map((column, place) => cellOf(node.cells[column], row, place));
  const element = h("div", { class: "row", role: "row", "aria-rowindex": row + 2 },
    h("div", { class: "name", role: "rowheader", "aria-colindex": 1, id: `c${row}_${NAME}`, title: node.name }, node.name), cells,
    h("div", { class: "why", role: "gridcell", "aria-colindex": matrix.columns.length + 2 }, whyOf(node)));
  element.style.transform = `translateY(${row * ROW_HEIGHT}px)`;
  return element;
}

// The codes of a node's causes, errors and the most frequent first.
function whyOf(node) {
  const found = { error: new Map(), warning: new Map() };
  for (const cell of node.cells) {
    for (const [number] of cell ? cell[CELL.causes] : []) {
      const { code, severity } = causes[number];
      found[severity].set(code, (found[severity].get(code) || 0) + 1);
    }
  }
  return Object.entries(found).flatMap(([severity, codes]) => [...codes].sort((one, other) => other[1] - one[1])
    .map(([code, times]) => h("span", { class: severity }, `${code}${times > 1 ? ` ×${times}` : ""}`)));
}

function cellOf(cell, row, place) {
  const filtered = matrix.filter.result || matrix.filter.cause !== "";
  const result = cell ? resultOf(cell) : "";
  const kinds = ["cell", result || "none", cell && warningsOf(cell) ? "warned" : "", filtered && !isWanted(cell) ? "dim" : ""];
  return h("div", {
    class: kinds.filter(Boolean).join(" "), role: "gridcell", id: `c${row}_${place}`, "aria-colindex": place + 2,
    "aria-label": cellText(matrix.rows[row], matrix.columns[place]),
  }, h("i", { "aria-hidden": "true" }, cell ? RESULTS[result].sign : ""));
}

// What a cell is, in one line.
function cellText(node, column) {
  if (!node) return "";
  if (column === undefined) return `${node.name}, ${text(node.runtime) || "no runtime"}`;
  const cell = node.cells[column];
  if (!cell) return `${node.name}, ${images[column].name}: not listed`;
  const why = cell[CELL.causes].map(([number]) => causes[number].title).join("; ") || text(cell[CELL.reason]);
  const time = cell[CELL.seconds] ? `, ${duration(cell[CELL.seconds] * 1000)}` : "";
  return `${node.name}, ${images[column].name}: ${resultOf(cell)}${why ? `, ${why}` : ""}${time}`;
}

function mark() {
  const grid = byId("matrix");
  grid.querySelector(".active")?.classList.remove("active");
  const active = byId(`c${matrix.row}_${matrix.column}`);
  if (active) active.classList.add("active");
  if (active) grid.setAttribute("aria-activedescendant", active.id);
  else grid.removeAttribute("aria-activedescendant");
  byId("cell-text").textContent = cellText(matrix.rows[matrix.row], matrix.columns[matrix.column]);
}

function moveTo(row, column) {
  matrix.row = Math.max(0, Math.min(matrix.rows.length - 1, row));
  matrix.column = Math.max(NAME, Math.min(matrix.columns.length - 1, column));
  reveal();
  drawRows();
  mark();
}

function reveal() {
  const grid = byId("matrix");
  const heads = grid.querySelector(".heads").offsetHeight;
  const top = matrix.row * ROW_HEIGHT;
  if (top < grid.scrollTop) grid.scrollTop = top;
  const bottom = top + ROW_HEIGHT + heads;
  if (bottom > grid.scrollTop + grid.clientHeight) grid.scrollTop = bottom - grid.clientHeight;
  drawRows();
  const cell = byId(`c${matrix.row}_${Math.max(0, matrix.column)}`);
  const name = grid.querySelector(".heads .name").offsetWidth;
  if (!cell) return;
  if (cell.offsetLeft - name < grid.scrollLeft) grid.scrollLeft = cell.offsetLeft - name;
  const right = cell.offsetLeft + cell.offsetWidth;
  if (right > grid.scrollLeft + grid.clientWidth) grid.scrollLeft = right - grid.clientWidth;
}

function openActive() {
  const node = matrix.rows[matrix.row];
  const column = matrix.columns[matrix.column];
  if (!node) return;
  if (matrix.column === NAME || !node.cells[column]) showNode(node);
  else showPull(node, column);
}

// The next cell that failed, row by row, from the active one on and around.
function nextFailure() {
  const width = matrix.columns.length;
  const size = matrix.rows.length * width;
  const start = matrix.row * width + Math.max(0, matrix.column);
  for (let step = 1; step <= size; step += 1) {
    const place = (start + step) % size;
    const cell = matrix.rows[Math.floor(place / width)].cells[matrix.columns[place % width]];
    if (cell && ["failed", "blocked"].includes(resultOf(cell))) return moveTo(Math.floor(place / width), place % width);
  }
  return undefined;
}

const PAGE = 15;
const MOVES = {
  ArrowUp: () => moveTo(matrix.row - 1, matrix.column),
  ArrowDown: () => moveTo(matrix.row + 1, matrix.column),
  ArrowLeft: () => moveTo(matrix.row, matrix.column - 1),
  ArrowRight: () => moveTo(matrix.row, matrix.column + 1),
  PageUp: () => moveTo(matrix.row - PAGE, matrix.column),
  PageDown: () => moveTo(matrix.row + PAGE, matrix.column),
  Home: (event) => moveTo(event.ctrlKey ? 0 : matrix.row, NAME),
  End: (event) => moveTo(event.ctrlKey ? matrix.rows.length : matrix.row, matrix.columns.length),
  Enter: openActive,
  " ": openActive,
  n: nextFailure,
};

function placeOf(target) {
  const found = target.closest("[id^=c]")?.id.match(/^c(\d+)_(-?\d+)$/);
  return found ? [Number(found[1]), Number(found[2])] : null;
}

function startMatrix() {
  const grid = byId("matrix");
  grid.tabIndex = 0;
  grid.addEventListener("scroll", drawRows, { passive: true });
  new ResizeObserver(drawRows).observe(grid);
  grid.addEventListener("keydown", (event) => {
    const move = MOVES[event.key];
    if (!move || event.altKey || event.metaKey) return;
    event.preventDefault();
    move(event);
  });
  grid.addEventListener("click", (event) => {
    const place = placeOf(event.target);
    if (!place) return;
    moveTo(...place);
    openActive();
  });
  grid.addEventListener("pointerover", (event) => {
    const place = placeOf(event.target);
    if (place) byId("cell-text").textContent = cellText(matrix.rows[place[0]], matrix.columns[place[1]]);
  });
}
