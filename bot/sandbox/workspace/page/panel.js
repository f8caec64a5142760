// The panel behind the scenes: what Lookout reads (the cluster, the raw traffic), and bad days on order.

import { byId, el } from "./dom.js";
import { cluster, readCluster } from "./cluster.js";
import { faults, readFaults } from "./faults.js";
import { pages, readPages } from "./pages.js";
import { remember, remembered } from "./memory.js";
import { on } from "./state.js";
import { readTraffic, traffic } from "./traffic.js";

const OFTEN = 2000; // milliseconds, when open
const SELDOM = 10_000; // milliseconds, when folded

const TABS = [
  { name: "cluster", label: "Cluster", node: cluster },
  { name: "traffic", label: "Traffic", node: traffic },
  { name: "pages", label: "Pages", node: pages },
  { name: "faults", label: "Faults", node: faults },
];
const summary = el("p", { id: "panel-summary" });
let open = false;
let current = TABS[0];
const places = new Map(); // tab -> how far it was scrolled

/** Starts to show it; on a tall page it is open at first. */
export function startPanel() {
  const fold = el("button", { type: "button", id: "fold", "aria-expanded": "false", "aria-controls": "panel-body", onclick: () => turn(!open) });
  const tabs = TABS.map((tab) => el("button", { type: "button", role: "tab", id: `tab-${tab.name}`, "aria-controls": "panel-body", onclick: () => choose(tab), onkeydown: step }, tab.label));
  fold.append(el("span", { class: "arrow", "aria-hidden": "true" }), el("span", { id: "panel-title" }, "Behind the scenes"));
  const head = el("header", { class: "panel-head" }, fold, summary, el("div", { role: "tablist", "aria-label": "Behind the scenes" }, tabs));
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
  const scrolled = byId("panel-body").scrollTop;
  if (byId("panel-body").contains(tab.node)) return;
  places.set(current.name, scrolled);
  current = tab;
  for (const one of TABS) {
    byId(`tab-${one.name}`).setAttribute("aria-selected", String(one === tab));
    byId(`tab-${one.name}`).tabIndex = one === tab ? 0 : -1;
  }
  byId("panel-body").setAttribute("aria-labelledby", `tab-${tab.name}`);
  byId("panel-body").replaceChildren(tab.node);
  byId("panel-body").scrollTop = places.get(tab.name) ?? 0;
  look();
}

function step(event) {
  if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
  const by = event.key === "ArrowRight" ? 1 : -1;
  choose(TABS[(TABS.indexOf(current) + by + TABS.length) % TABS.length]);
  byId(`tab-${current.name}`).focus();
}

async function look() {
  if (document.hidden) return;
  const shows = (name) => open && current.name === name;
  const reading = document.getSelection()?.isCollapsed === false && byId("panel").contains(document.getSelection().anchorNode);
  try {
    const line = await readCluster({ draw: shows("cluster") && !reading });
    const armed = await readFaults({ draw: shows("faults") });
    summary.textContent = armed ? `${line} · ${armed} ${armed === 1 ? "fault" : "faults"} armed` : line;
    if (shows("pages")) await readPages();
    if (shows("traffic")) await readTraffic();
  } catch {
    summary.textContent = "cannot be read";
  }
}

async function watch() {
  await look();
  setTimeout(watch, open ? OFTEN : SELDOM);
}
