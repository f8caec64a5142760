// Every call, event and answer between Lookout and the workspace, newest first; each opens to its JSON.

import * as api from "./api.js";
import { el } from "./dom.js";
import { on } from "./state.js";
import { precise } from "./time.js";

const MOST = 400;

/** Where it is shown. */
export const traffic = el("div", { class: "traffic" });

const list = el("div", { class: "passages" });
const counted = el("p", { class: "counted", role: "status" });
const again = () => sift();
const direction = el("select", { "aria-label": "Direction", onchange: again }, option("", "both ways"), option("from_app", "from Lookout"), option("to_app", "to Lookout"));
const name = el("select", { "aria-label": "Method or envelope", onchange: again }, option("", "everything"));
const words = el("input", { type: "search", "aria-label": "Words in the body or the answer", placeholder: "Words in the body", oninput: again });
const failed = el("input", { type: "checkbox", onchange: again });
const heads = el("div", { class: "traffic-head" }, direction, name, words, el("label", {}, failed, " failed only"), counted);
traffic.append(heads, list);

const held = new WeakMap(); // row -> {passage, text}
let newest = 0;
let dropped = 0;

on("person", forget); // times are those of whoever acts

/** Reads what passed since the last time. */
export async function readTraffic() {
  const after = newest;
  const { traffic: found, noted, dropped: lost } = await api.traffic(after);
  if (after !== newest) return; // somebody else asked meanwhile, and was answered
  if (noted < newest) { // another sandbox stands at this address
    forget();
    return;
  }
  dropped = lost;
  if (!found.length && list.children.length) return;
  newest = noted;
  list.prepend(...found.slice(-MOST).reverse().map(row));
  while (list.children.length > MOST) list.lastElementChild.remove();
  learn(found);
  sift();
}

function forget() {
  newest = 0;
  list.replaceChildren();
}

function option(value, text) {
  return el("option", { value }, text);
}

const called = (one) => one.method ?? one.type;

function learn(found) {
  const known = new Set([...name.options].map(({ value }) => value));
  const fresh = [...new Set(found.map(called))].filter((one) => !known.has(one));
  const sorted = [...name.options].slice(1).map(({ value }) => value).concat(fresh).sort();
  if (!fresh.length) return;
  const { value } = name;
  name.replaceChildren(option("", "everything"), ...sorted.map((one) => option(one, one)));
  name.value = value;
}

const bad = (one) => one.answer?.ok === false || one.status >= 400;

function row(one) {
  const out = one.direction === "from_app";
  const head = [
    el("time", { title: `number ${one.number}, ${one.at}` }, precise(one.at)),
    el("span", { class: "way" }, out ? "Lookout →" : "→ Lookout"),
    el("strong", {}, called(one)),
    el("span", { class: "gist" }, bad(one) ? `${one.status} ${one.answer.error ?? ""}` : gist(one.body)),
  ];
  const node = el("details", { class: bad(one) ? "bad" : "" }, el("summary", {}, head));
  node.addEventListener("toggle", () => node.children.length < 2 && node.append(el("pre", { tabindex: "0" }, json(one))));
  held.set(node, { passage: one, text: "" });
  return node;
}

function gist(body) {
  const payload = body.payload ?? body;
  const what = payload.event?.type ?? payload.actions?.[0]?.action_id ?? payload.callback_id ?? payload.command ?? "";
  const text = payload.event?.text ?? payload.text ?? "";
  const retry = body.retry_attempt > 0 ? `(again: ${body.retry_attempt}) ` : "";
  return `${retry}${what} ${text}`.trim().split("\n")[0].slice(0, 160);
}

function json({ body, answer }) {
  const said = Object.keys(answer ?? {}).length ? `\n\nanswer: ${JSON.stringify(answer, null, 2)}` : "";
  return JSON.stringify(body, null, 2) + said;
}

function sift() {
  const wanted = words.value.trim().toLowerCase();
  let shown = 0;
  for (const node of list.children) {
    const one = held.get(node);
    if (wanted) one.text ||= json(one.passage).toLowerCase();
    const fits =
      (!direction.value || one.passage.direction === direction.value) &&
      (!name.value || called(one.passage) === name.value) &&
      (!failed.checked || bad(one.passage)) &&
      (!wanted || one.text.includes(wanted));
    node.hidden = !fits;
    shown += fits ? 1 : 0;
  }
  const gone = dropped ? `, ${dropped} older ones dropped` : "";
  counted.textContent = `${shown} of the last ${list.children.length}, newest first; tokens left out${gone}`;
}
