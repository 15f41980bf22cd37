// Copyright (c) 2026, pullproof.registry contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later
// All endpoints that were asked, with the times of their stages over all nodes, and where they stopped.

function endpointRows() {
  const rows = new Map();
  for (const node of nodes) {
    for (const cell of node.cells) {
      for (const [endpoint, trace, times] of cell ? cell[CELL.endpoints] : []) addTrace(rows, node, endpoint, trace, times);
    }
  }
  return [...rows.values()];
}

function addTrace(rows, node, endpoint, trace, times) {
  const { program, url } = data.endpoints[endpoint];
  const key = `${program} ${url}`;
  if (!rows.has(key)) rows.set(key, { program, url, nodes: new Set(), stages: {} });
  const row = rows.get(key);
  if (data.traces[trace].length) row.nodes.add(node.number);
  data.traces[trace].forEach(([name, state, fault], place) => {
    const stage = (row.stages[text(name)] ||= { times: [], failed: new Set(), faults: new Set() });
    if (text(state) === "passed") stage.times.push(times[place]);
    if (text(state) === "failed") {
      stage.failed.add(node.number);
      stage.faults.add(text(fault));
    }
  });
}

function stageCell(stage) {
  if (!stage || (!stage.times.length && !stage.failed.size)) return h("td", { class: "none" }, "·");
  const times = stage.times.sort((one, other) => one - other);
  const known = times.length ? [h("span", {}, duration(times[Math.floor(times.length / 2)]))] : [];
  if (times.length > 1 && times.at(-1) > times[0]) known.push(h("small", {}, `max ${duration(times.at(-1))}`));
  const broken = stage.failed.size
    ? h("b", { title: [...stage.faults].join(", ") }, `✕ ${counted(stage.failed.size, "node")}`, h("small", {}, [...stage.faults].join(", ")))
    : "";
  return h("td", { class: stage.failed.size ? "failed" : "passed" }, broken, known);
}

function showEndpoints() {
  const rows = endpointRows();
  const body = rows.map((row) => h("tr", {},
    h("th", { scope: "row" }, h("code", {}, row.url), h("small", {}, `${row.program}, ${row.nodes.size ? counted(row.nodes.size, "node") : "not probed"}`)),
    STAGES.map((name) => stageCell(row.stages[name]))));
  const table = h("table", { class: "stages" },
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "endpoint"), STAGES.map((name) => h("th", { scope: "col" }, name)))),
    h("tbody", {}, body));
  byId("endpoints").append(rows.length ? table : h("p", { class: "hint" }, "No endpoint was probed."));
}
