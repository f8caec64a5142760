// The cluster as it is now: pods by namespace, and the latest events.

import * as api from "./api.js";
import { el } from "./dom.js";

/** Where it is shown. */
export const cluster = el("div", { class: "cluster" });

let shown = "";

/** Reads the cluster, draws it if wanted, and gives it in one line. */
export async function readCluster({ draw = true } = {}) {
  const found = await api.cluster();
  if (draw) show(found);
  return line(found);
}

function line({ namespaces = [] }) {
  const pods = namespaces.flatMap((one) => one.pods);
  if (!pods.length) return "no cluster";
  const bad = pods.filter(unwell).length;
  return bad ? `${bad} of ${pods.length} pods not ready` : `${pods.length} pods, all ready`;
}

function unwell({ ready, status }) {
  const [up, all] = ready.split("/");
  return up !== all && status !== "Completed";
}

function show({ namespaces = [], nodes = [], events = [] }) {
  const text = JSON.stringify([namespaces, nodes, events]);
  if (text === shown) return;
  shown = text;
  const trouble = (one) => one.pods.filter(unwell).length - (one.name.startsWith("kube-") ? 0.5 : 0);
  const sorted = [...namespaces].sort((one, other) => trouble(other) - trouble(one));
  cluster.replaceChildren(
    el("div", { class: "pods", role: "region", "aria-label": "Pods", tabindex: "0" }, nodeLine(nodes), table("Pods", ["Pod", "Ready", "Status", "Restarts", "Age"], sorted.flatMap(group))),
    el("div", { class: "events" }, table("Recent events", ["Age", "What happened"], events.map(event))),
  );
}

function nodeLine(nodes) {
  const bad = nodes.filter((node) => !node.ready || !node.schedulable);
  return bad.length > 0 && el("p", { class: "nodes" }, bad.map((node) => `${node.name}: ${node.ready ? "cordoned" : "not ready"}`).join(", "));
}

function table(title, columns, rows) {
  const head = el("thead", {}, el("tr", {}, columns.map((one) => el("th", { scope: "col" }, one))));
  return el("table", {}, el("caption", {}, title), head, el("tbody", {}, rows));
}

function group({ name, pods }) {
  const sorted = [...pods].sort((one, other) => unwell(other) - unwell(one));
  return [el("tr", { class: "namespace" }, el("th", { colspan: 5, scope: "rowgroup" }, name)), ...sorted.map(pod)];
}

function pod(one) {
  const cells = [one.name, one.ready, one.status, one.restarts, one.age];
  return el("tr", { class: unwell(one) ? "bad" : "", title: `on ${one.node}` }, cells.map((cell) => el("td", {}, String(cell ?? ""))));
}

function event(one) {
  const times = one.count > 1 ? ` ×${one.count}` : "";
  const object = el("span", { class: "object" }, ` ${one.namespace}/${one.object}`);
  const what = [el("strong", {}, one.reason + times), object, el("span", { class: "said" }, one.message)];
  return el("tr", { class: one.type === "Warning" ? "bad" : "" }, el("td", {}, one.age), el("td", {}, what));
}
