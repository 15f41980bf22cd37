// Copyright (c) 2026, pullproof.registry contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later
// The causes, each once, with what to do. The first failure is open.

const SHOWN_NODES = 12;

function causeCard(cause, isOpen, only) {
  const kind = cause.severity !== "error" ? "warning" : cause.blocked ? "blocked" : "failed";
  const where = `${counted(cause.pulls, "pull")} · ${counted(cause.images.size, "image")} · ${counted(cause.nodes.length, "node")}`;
  return h("details", { class: `cause ${kind}`, open: isOpen, "data-cause": cause.code },
    h("summary", {},
      h("span", { class: "mark", "aria-hidden": "true" }, kind === "warning" ? "!" : RESULTS[kind].sign),
      h("span", { class: "title" }, h("strong", {}, cause.title), cause.endpoint ? h("code", {}, cause.endpoint) : ""),
      h("span", { class: "where" }, where),
      pill(kind, cause.code)),
    h("div", { class: "inside" },
      causeFacts(cause, cause.observed),
      h("div", { class: "nodes" },
        cause.nodes.slice(0, SHOWN_NODES).map((node) => h("button", { type: "button", class: "chip", onclick: () => showNode(node) }, node.name)),
        cause.nodes.length > SHOWN_NODES ? h("span", { class: "more" }, `and ${cause.nodes.length - SHOWN_NODES} more`) : "",
        h("button", { type: "button", class: "only", onclick: () => only(cause.number) }, "Show only these in the matrix"))));
}

function causeFacts(cause, observed) {
  return h("div", { class: "reason" },
    cause.fix ? h("p", { class: "fix" }, h("b", {}, "Fix"), h("span", {}, cause.fix)) : "",
    facts([["Checked", cause.checked], ["Observed", code(observed)], ["Expected", cause.expected], ["More in", code(cause.doc)]]));
}

function showCauses(only) {
  const worst = causes.findIndex((cause) => cause.severity === "error");
  byId("causes").append(...causes.map((cause) => causeCard(cause, cause.number === worst, only)));
  if (!causes.length) byId("causes-section").hidden = true;
}
