// Copyright (c) 2026, pullproof.registry contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later
// Puts the page together.

function showHead() {
  const pulls = Object.entries(totals).filter(([name]) => name !== "skipped").reduce((sum, [, count]) => sum + count, 0);
  const bad = totals.failed + totals.blocked;
  const lost = data.without.length;
  const words = ["failed", "blocked"].filter((name) => totals[name]);
  const verdict = bad ? `${words.map((name) => `${totals[name].toLocaleString("en")} ${name}`).join(", ")} of ${counted(pulls, "pull")}`
    : lost ? `${counted(lost, "node")} without a result` : pulls ? `All ${counted(pulls, "pull")} passed` : "Nothing was pulled";
  byId("verdict").textContent = verdict;
  byId("verdict").className = bad || lost ? "bad" : pulls ? "good" : "";
  const hit = nodes.filter((node) => node.cells.some((cell) => cell && ["failed", "blocked"].includes(resultOf(cell)))).length;
  const warned = causes.filter((cause) => cause.severity !== "error").length;
  byId("lead").textContent = [
    bad ? `on ${hit.toLocaleString("en")} of ${counted(nodes.length, "node")}, ${counted(causes.length - warned, "cause")}` : `on ${counted(nodes.length, "node")}`,
    warned ? counted(warned, "warning") : "", lost ? `${counted(lost, "node")} without a result` : "",
  ].filter(Boolean).join(" · ");
  const run = data.run;
  byId("run").textContent = [(run.started || run.written).replace("T", " ").replace("Z", " UTC"), run.seconds ? duration(run.seconds * 1000) : ""].filter(Boolean).join(" · ");
  byId("foot").textContent = `pullproof.registry ${run.collection} · ansible-core ${run.ansible_core} · written ${run.written} · proven: the runtime of the node downloaded the blobs`;
  document.title = `${verdict} | pullproof`;
}

function showBar(filterBy) {
  const sum = Math.max(1, Object.values(totals).reduce((all, count) => all + count, 0));
  for (const name of ["failed", "blocked", "present", "proven", "skipped"]) {
    if (!totals[name]) continue;
    const part = h("span", { class: name });
    part.style.flexGrow = Math.max(totals[name] / sum, 0.004);
    byId("bar").append(part);
    byId("legend").append(h("li", {}, h("button", { type: "button", title: RESULTS[name].about, onclick: () => filterBy(name) },
      h("i", { class: `cell ${name}`, "aria-hidden": "true" }, h("i", {}, RESULTS[name].sign)), h("b", {}, totals[name].toLocaleString("en")), ` ${name}`)));
  }
}

function setFilter(changes) {
  Object.assign(matrix.filter, changes);
  const { words, result, cause, order } = matrix.filter;
  byId("search").value = words;
  byId("result").value = result;
  byId("cause").value = cause;
  byId("order").value = order;
  byId("clear").hidden = !(words || result || cause !== "");
  byId("matrix").scrollTop = 0;
  matrix.row = 0;
  applyFilter();
  byId("count").textContent = matrix.rows.length === nodes.length ? counted(nodes.length, "node") : `${matrix.rows.length.toLocaleString("en")} of ${counted(nodes.length, "node")}`;
}

function goToMatrix(changes) {
  setFilter({ words: "", result: "", cause: "", ...changes });
  byId("matrix-title").scrollIntoView({ block: "start" });
  byId("matrix").focus({ preventScroll: true });
}

function startTools() {
  byId("result").append(option("", "all"), ...data.results.map((name) => option(name, `${name} (${totals[name]})`)), option("warning", "warnings"));
  byId("cause").append(option("", "any"), ...causes.map((cause) => option(String(cause.number), `${cause.code}${cause.endpoint ? ` at ${cause.endpoint}` : ""}`)));
  byId("search").addEventListener("input", (event) => setFilter({ words: event.target.value }));
  for (const name of ["result", "cause", "order"]) byId(name).addEventListener("change", (event) => setFilter({ [name]: event.target.value }));
  byId("clear").addEventListener("click", () => goToMatrix({}));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || byId("panel").open || event.target.matches("input, select")) return;
    event.preventDefault();
    byId("search").focus();
  });
  byId("panel").addEventListener("click", (event) => event.target === byId("panel") && byId("panel").close());
  byId("panel").addEventListener("close", () => byId("matrix").focus({ preventScroll: true }));
}

const THEMES = { "": "◐ auto", light: "☀ light", dark: "☾ dark" };

function startTheme() {
  const names = Object.keys(THEMES);
  let now = 0;
  byId("theme").addEventListener("click", () => show((now + 1) % names.length));
  function show(place) {
    now = place;
    document.documentElement.dataset.theme = names[now];
    byId("theme").textContent = THEMES[names[now]];
    byId("theme").setAttribute("aria-label", `Colors: ${names[now] || "auto"}`);
  }
  show(0);
}

// Nodes may observe a little differently what is the same.
function firstOf(words) {
  const [first] = words;
  return words.size > 1 ? `${first} (and ${words.size - 1} similar)` : first;
}

// Failed checks, and changes by when they take effect, each once with its nodes.
function showState() {
  const groups = new Map();
  const add = (kind, title, words, node) => {
    if (!groups.has(title)) groups.set(title, { kind, title, words: new Set(), nodes: [] });
    groups.get(title).words.add(words);
    groups.get(title).nodes.push(node);
  };
  for (const node of nodes) {
    for (const [check, state, observed] of node.context) if (text(state) === "failed") add("warning", text(check).replaceAll("_", " "), text(observed), node);
    for (const one of node.disruption) add("change", `changed: ${disruptionWords(one)}`, "", node);
  }
  const cards = [...groups.values()].map(({ kind, title, words, nodes: named }) => h("div", { class: `state ${kind}` },
    h("p", {}, h("b", {}, title), h("span", {}, firstOf(words)), h("small", {}, counted(named.length, "node"))),
    h("div", { class: "nodes" }, named.slice(0, SHOWN_NODES).map((node) => h("button", { type: "button", class: "chip", onclick: () => showNode(node) }, node.name)),
      named.length > SHOWN_NODES ? h("span", { class: "more" }, `and ${named.length - SHOWN_NODES} more`) : "")));
  if (data.without.length) cards.unshift(h("div", { class: "state failed" }, h("p", {}, h("b", {}, "without a result"), h("span", {}, data.without.join(", ")))));
  byId("state").append(...(cards.length ? cards : [h("p", { class: "hint" }, "No problems.")]));
}

showHead();
startTheme();
showBar((result) => goToMatrix({ result }));
showCauses((number) => goToMatrix({ cause: String(number) }));
startTools();
startMatrix();
setFilter({});
showState();
// What is far below may come after what is seen first.
requestAnimationFrame(() => setTimeout(showEndpoints));
