// Copyright (c) 2026, pullproof.registry contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later
// The panel with all that is known of one pull, or of one node.

const STAGE_SIGNS = { passed: "✓", failed: "✕", blocked: "·", skipped: "–" };
const STAGE_WORDS = { blocked: "not reached", skipped: "not needed" };

function openPanel(title, tools, body) {
  const panel = byId("panel");
  panel.replaceChildren(
    h("div", { class: "panel-top" },
      h("h2", { id: "panel-title", tabindex: "-1" }, title),
      h("div", { class: "panel-tools" }, tools, h("button", { type: "button", class: "quiet", onclick: () => panel.close(), "aria-label": "Close" }, "✕"))),
    h("div", { class: "panel-body" }, body));
  if (!panel.open) panel.showModal();
  panel.scrollTop = 0;
  byId("panel-title").focus();
}

function showPull(node, column) {
  const cell = node.cells[column];
  const tools = [h("button", { type: "button", class: "quiet", onclick: () => showNode(node) }, "Show this node")];
  openPanel([node.name, h("small", {}, images[column].name)], tools, [
    outcome(cell),
    cell[CELL.causes].map(([number, observed]) => causeBlock(causes[number], text(observed))),
    text(cell[CELL.error]) ? [h("h3", {}, "Message of the runtime"), h("pre", {}, text(cell[CELL.error]))] : "",
    attemptsOf(cell).length ? h("h3", {}, "Endpoints, in order") : "",
    attemptsOf(cell).map((attempt, place) => attemptBlock(attempt, place + 1, text(cell[CELL.server]))),
  ]);
}

function outcome(cell) {
  const result = resultOf(cell);
  return h("div", { class: "outcome" },
    h("p", {}, pill(result, `${RESULTS[result].sign} ${result}`), ` ${RESULTS[result].about}`),
    facts([
      ["Reason", text(cell[CELL.reason]).replaceAll("_", " ")],
      ["Served by", code(text(cell[CELL.server]))],
      ["Time", cell[CELL.seconds] === null ? "" : duration(cell[CELL.seconds] * 1000)],
      ["Size", bytes(cell[CELL.size])],
      ["Digest", code(text(cell[CELL.digest]))],
    ]));
}

function causeBlock(cause, observed) {
  const kind = cause.severity === "error" ? "failed" : "warning";
  return h("section", { class: `cause ${kind}` },
    h("h3", {}, cause.title, " ", pill(kind, cause.code)),
    cause.endpoint ? h("p", {}, h("code", {}, cause.endpoint)) : "",
    causeFacts(cause, observed));
}

function attemptBlock(attempt, place, server) {
  const served = server && server === attempt.url ? pill("proven", "served") : "";
  return h("section", { class: "attempt" },
    h("h4", {}, h("span", { class: "turn" }, String(place)), h("code", {}, attempt.url), served),
    facts([
      ["Program", attempt.program], ["Requested", code(attempt.repository)], ["Credentials", attempt.credential_key || "anonymous"],
      ["CA", attempt.ca], ["Route", attempt.route],
    ]),
    attempt.stages.length ? waterfall(attempt.stages) : h("p", { class: "hint" }, "Not probed."));
}

// Each stage begins where the one before it ended.
function waterfall(stages) {
  const total = Math.max(1, stages.reduce((sum, stage) => sum + stage.ms, 0));
  let begun = 0;
  const rows = stages.map((stage) => {
    const bar = h("i", {});
    bar.style.marginInlineStart = `${(begun / total) * 100}%`;
    bar.style.width = `${(stage.ms / total) * 100}%`;
    begun += stage.ms;
    const ran = stage.state === "passed" || stage.state === "failed";
    return h("li", { class: stage.state },
      h("span", { class: "stage" }, h("i", { "aria-hidden": "true" }, STAGE_SIGNS[stage.state]), h("b", {}, stage.name), h("span", { class: "hidden" }, stage.state)),
      h("span", { class: "track", "aria-hidden": "true" }, ran ? bar : ""),
      h("span", { class: "ms" }, ran ? duration(stage.ms) : ""),
      h("span", { class: "seen" }, stage.fault ? h("b", {}, `${stage.fault} `) : "", stage.observed || STAGE_WORDS[stage.state] || ""));
  });
  return h("ol", { class: "waterfall" }, rows);
}

function showNode(node) {
  const asked = node.cells.map((cell, column) => [cell, column]).filter(([cell]) => cell);
  openPanel([node.name, h("small", {}, text(node.runtime))], "", [
    facts([["System", node.os], ["Started", node.started], ["Time", node.seconds ? duration(node.seconds * 1000) : ""]]),
    node.disruption.length ? [h("h3", {}, "Changed in this run"), h("ul", {}, node.disruption.map((one) => h("li", {}, disruptionWords(one))))] : "",
    node.context.length ? [h("h3", {}, "Checks of the node"), checkList(node.context)] : "",
    h("h3", {}, "Images"),
    h("ul", { class: "images" }, asked.map(([cell, column]) => h("li", {},
      h("button", { type: "button", onclick: () => showPull(node, column) },
        pill(resultOf(cell), RESULTS[resultOf(cell)].sign), h("span", {}, images[column].name),
        h("small", {}, cell[CELL.causes].map(([number]) => causes[number].code).join(", ")))))),
    nodeEndpoints(asked.map(([cell]) => cell)),
  ]);
}

function checkList(context) {
  return h("ul", { class: "checks" }, context.map(([check, state, observed]) => h("li", { class: text(state) },
    h("i", { "aria-hidden": "true" }, STAGE_SIGNS[text(state)] || "·"), h("b", {}, text(check).replaceAll("_", " ")), h("span", {}, text(observed)))));
}

// Of each endpoint the longest way that a request of this node went.
function nodeEndpoints(cells) {
  const longest = new Map();
  for (const attempt of cells.flatMap(attemptsOf)) {
    const key = `${attempt.program} ${attempt.url}`;
    const reached = attempt.stages.filter((stage) => stage.state === "passed").length;
    if (!longest.has(key) || longest.get(key).reached < reached) longest.set(key, { attempt, reached });
  }
  const found = [...longest.values()];
  return found.length ? [h("h3", {}, "Endpoints"), found.map(({ attempt }, place) => attemptBlock(attempt, place + 1, ""))] : "";
}

const WHEN = { restart: "at a restart of the service", reload: "at a reload of the service", live: "at the next pull", none: "without the runtime" };

function disruptionWords({ effect, roles }) {
  return `${roles.join(", ")}: takes effect ${WHEN[effect] || effect}`;
}
