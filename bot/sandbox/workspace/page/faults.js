// Bad days on order: what Slack, the cluster and the model do on such a day, what to expect of Lookout, and what is armed.

import * as api from "./api.js";
import { el, freshId } from "./dom.js";
import { notice } from "./notices.js";
import { sentence } from "./words.js";

const GROUPS = { connection: "Connection", api: "Web API", cluster: "Cluster", model: "Model", pager: "Pager" };

/** Where they are shown. */
export const faults = el("div", { class: "faults" });

const armed = el("div", { class: "armed", role: "status" });
const kinds = el("div", { class: "kinds" });
faults.append(armed, kinds);

let titles = new Map();
let shown = "";

/** Reads what waits, draws it if wanted, and gives how many faults are armed. */
export async function readFaults({ draw = true } = {}) {
  const found = await api.faults();
  if (draw && !kinds.children.length) showKinds(found.kinds);
  if (draw) showArmed(found.armed);
  return found.armed.length;
}

function showKinds(all) {
  titles = new Map(all.map(({ name, title }) => [name, title]));
  for (const [where, title] of Object.entries(GROUPS)) {
    const some = all.filter((kind) => kind.where === where);
    if (some.length) kinds.append(el("section", {}, el("h3", {}, title), some.map(row)));
  }
}

function row(kind) {
  const knobs = kind.knobs.map((knob) => ({ knob, node: field(knob) }));
  const order = (event) => {
    event.preventDefault();
    const values = knobs.map(({ knob, node }) => [knob.name, knob.choices ? node.value : node.valueAsNumber]);
    tell(api.orderFault({ kind: kind.name, ...Object.fromEntries(values) }), kind.at_once ? `${kind.title}: done.` : "");
  };
  const verb = kind.at_once ? "Strike" : "Arm";
  const words = el("div", { class: "about" }, el("strong", {}, kind.title), el("p", {}, kind.happens), el("p", { class: "expect" }, "Expect: ", kind.expect));
  const button = el("button", { type: "submit", class: "button tiny", "aria-label": `${verb}: ${kind.title}` }, verb);
  const labels = knobs.map(({ knob, node }) => el("label", { for: node.id }, `${knob.label} `, node));
  return el("form", { class: "kind", "data-kind": kind.name, onsubmit: order }, words, el("div", { class: "knobs" }, labels, button));
}

function field({ name, choices, default: start, least, most, step }) {
  const id = freshId("knob");
  if (!choices) return el("input", { id, name, type: "number", required: true, min: least, max: most, step, value: String(start) });
  const node = el("select", { id, name }, choices.map((one) => el("option", { value: one }, one === "*" ? "any" : one)));
  node.value = start;
  return node;
}

function showArmed(some) {
  const text = JSON.stringify(some);
  if (text === shown) return;
  shown = text;
  const clear = (kind, label, what) => el("button", { type: "button", class: "button tiny", "aria-label": what, onclick: () => tell(api.clearFaults(kind)) }, label);
  const line = ({ kind, words, left }) => {
    const title = titles.get(kind) ?? kind;
    return el("li", {}, el("strong", {}, title), ` ${words}${left ? ` ×${left}` : " until cleared"} `, clear(kind, "Clear", `Clear ${title}`));
  };
  armed.replaceChildren(
    some.length ? el("ul", {}, some.map(line)) : el("p", {}, "Nothing is armed: Slack and the cluster are well."),
    some.length > 1 ? clear("", "Clear all", "Clear all faults") : "",
  );
}

async function tell(deed, done = "") {
  try {
    showArmed((await deed).armed);
    if (done) notice(done);
  } catch (refusal) {
    notice(refusal.details?.join("; ") || sentence(refusal.word), "bad");
  }
}
