// Copyright (c) 2026, pullproof.registry contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later
// The data of the page, which html_data.py packs. It is unpacked only where it is shown.

// The fields of a cell, in their order.
const CELL = { image: 0, result: 1, reason: 2, digest: 3, error: 4, server: 5, size: 6, seconds: 7, causes: 8, endpoints: 9 };
const STAGES = ["dns", "tcp", "proxy", "tls", "v2", "token", "manifest", "blob"];
const RESULTS = {
  proven: { sign: "✓", name: "proven", about: "pulled, blobs were downloaded" },
  present: { sign: "○", name: "present", about: "pulled, but the image was on the node before: no blobs were downloaded" },
  failed: { sign: "✕", name: "failed", about: "could not be pulled" },
  blocked: { sign: "▪", name: "blocked", about: "not tried, because a requirement is missing" },
  skipped: { sign: "–", name: "skipped", about: "skipped on purpose" },
};
// How bad a result is, for the order of the nodes.
const WEIGHT = { failed: 10000, blocked: 100, proven: 0, present: 0, skipped: 0 };

const data = JSON.parse(document.getElementById("data").textContent);
const text = (number) => data.texts[number];

const images = data.images.map(([name, turn]) => {
  const path = name.split("@")[0];
  const last = path.slice(path.lastIndexOf("/") + 1);
  return { name: turn ? `${name} (${turn + 1})` : name, short: last || name };
});

const nodes = data.nodes.map((raw, number) => {
  const cells = new Array(images.length);
  let weight = 0;
  let seconds = 0;
  for (const cell of raw.cells) {
    cells[cell[CELL.image]] = cell;
    weight += WEIGHT[resultOf(cell)] + warningsOf(cell);
    seconds = Math.max(seconds, cell[CELL.seconds] || 0);
  }
  const lost = raw.context.filter((one) => text(one[1]) === "failed").length;
  return { ...raw, number, cells, weight: weight + lost, slowest: seconds, low: raw.name.toLowerCase() };
});

const causes = data.causes.map((raw, number) => ({ ...raw, number, pulls: 0, nodes: [], images: new Set() }));
for (const node of nodes) {
  for (const cell of node.cells) {
    for (const [number] of cell ? cell[CELL.causes] : []) {
      const cause = causes[number];
      cause.pulls += 1;
      cause.images.add(cell[CELL.image]);
      if (cause.nodes.at(-1) !== node) cause.nodes.push(node);
    }
  }
}

const totals = Object.fromEntries(data.results.map((name) => [name, 0]));
for (const node of nodes) for (const cell of node.cells) if (cell) totals[resultOf(cell)] += 1;

function resultOf(cell) {
  return data.results[cell[CELL.result]];
}

function warningsOf(cell) {
  return cell[CELL.causes].filter(([number]) => data.causes[number].severity !== "error").length;
}

// The endpoints that a cell's image was asked from, with their stages.
function attemptsOf(cell) {
  return cell[CELL.endpoints].map(([endpoint, trace, times]) => ({
    ...data.endpoints[endpoint],
    stages: data.traces[trace].map(([name, state, fault, observed], place) => ({
      name: text(name), state: text(state), fault: text(fault), observed: text(observed), ms: times[place],
    })),
  }));
}

function counted(number, thing) {
  return `${number.toLocaleString("en")} ${thing}${number === 1 ? "" : "s"}`;
}

function bytes(size) {
  if (size === null) return "";
  const units = ["B", "kB", "MB", "GB", "TB"];
  let amount = size;
  let unit = 0;
  while (amount >= 1000 && unit < units.length - 1) {
    amount /= 1000;
    unit += 1;
  }
  return `${amount < 10 && unit ? amount.toFixed(1) : Math.round(amount)} ${units[unit]}`;
}

function duration(ms) {
  if (ms < 1) return "< 1 ms";
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return ms < 60000 ? `${(ms / 1000).toFixed(ms < 10000 ? 2 : 1)} s` : `${Math.floor(ms / 60000)} min ${Math.round((ms % 60000) / 1000)} s`;
}
