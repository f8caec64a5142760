// The panel "What Lookout reads": the cluster and the raw traffic, as tabs; it folds to one line.

import { byId, el } from "./dom.js";
import { cluster, readCluster } from "./cluster.js";
import { remember, remembered } from "./memory.js";
import { on } from "./state.js";
import { readTraffic, traffic } from "./traffic.js";

const OFTEN = 2000; // milliseconds, when open
const SELDOM = 10_000; // milliseconds, when folded

const TABS = [
  { name: "cluster", label: "Cluster", node: cluster, read: readCluster },
  { name: "traffic", label: "Traffic", node: traffic, read: readTraffic },
];
const summary = el("p", { id: "panel-summary" });
let open = false;
let current = TABS[0];

/** Starts to show it; on a tall page it is open at first. */
export function startPanel() {
  const fold = el("button", { type: "button", id: "fold", "aria-expanded": "false", "aria-controls": "panel-body", onclick: () => turn(!open) });
  const tabs = TABS.map((tab) => el("button", { type: "button", role: "tab", id: `tab-${tab.name}`, "aria-controls": "panel-body", onclick: () => choose(tab), onkeydown: step }, tab.label));
  fold.append(el("span", { class: "arrow", "aria-hidden": "true" }), el("span", { id: "panel-title" }, "What Lookout reads"));
  const head = el("header", { class: "panel-head" }, fold, summary, el("div", { role: "tablist", "aria-label": "What Lookout reads" }, tabs));
  byId("panel").append(head, el("div", { id: "panel-body", role: "tabpanel", tabindex: "0" }));
  on("cluster", look);
  choose(TABS[0]);
  turn(remembered("panel", innerHeight >= 820 && innerWidth >= 1000));
  watch();
}

function turn(wanted) {
  open = wanted;
  remember("panel", open);
  byId("panel").classList.toggle("open", open);
  byId("fold").setAttribute("aria-expanded", String(open));
  byId("panel-body").hidden = !open;
  look();
}

function choose(tab) {
  current = tab;
  for (const one of TABS) {
    byId(`tab-${one.name}`).setAttribute("aria-selected", String(one === tab));
    byId(`tab-${one.name}`).tabIndex = one === tab ? 0 : -1;
  }
  byId("panel-body").setAttribute("aria-labelledby", `tab-${tab.name}`);
  byId("panel-body").replaceChildren(tab.node);
  look();
}

function step(event) {
  if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
  choose(TABS[(TABS.indexOf(current) + 1) % TABS.length]);
  byId(`tab-${current.name}`).focus();
}

async function look() {
  if (document.hidden) return;
  const reading = document.getSelection()?.isCollapsed === false && byId("panel").contains(document.getSelection().anchorNode);
  try {
    summary.textContent = await readCluster({ draw: open && !reading });
    if (open && current.name === "traffic") await readTraffic();
  } catch {
    summary.textContent = "cannot be read";
  }
}

async function watch() {
  await look();
  setTimeout(watch, open ? OFTEN : SELDOM);
}
