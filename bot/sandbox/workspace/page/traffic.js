// Every call, event and answer between Lookout and the workspace, newest first; each opens to its JSON.

import * as api from "./api.js";
import { el } from "./dom.js";

const MOST = 150;

/** Where it is shown. */
export const traffic = el("div", { class: "traffic" });

const list = el("div", { class: "passages" });
const filter = el("select", { "aria-label": "Direction", onchange: () => sift() }, [
  el("option", { value: "" }, "both ways"),
  el("option", { value: "from_app" }, "from Lookout"),
  el("option", { value: "to_app" }, "to Lookout"),
]);
traffic.append(el("p", { class: "traffic-head" }, filter, " newest first; tokens are left out"), list);

let newest = "";

/** Reads what passed since the last time. */
export async function readTraffic() {
  const { traffic: found } = await api.traffic();
  const at = found.findLastIndex((one) => mark(one) === newest);
  const fresh = found.slice(at + 1);
  if (at < 0) list.replaceChildren();
  list.prepend(...fresh.slice(-MOST).reverse().map(passage));
  while (list.children.length > MOST) list.lastElementChild.remove();
  newest = found.length ? mark(found.at(-1)) : "";
  sift();
}

const mark = (one) => `${one.at}/${one.method ?? one.type}/${one.answer?.envelope_id ?? ""}`;

function passage(one) {
  const out = one.direction === "from_app";
  const bad = one.answer?.ok === false || one.status >= 400;
  const words = [
    el("time", {}, one.at.slice(11, 23)),
    el("span", { class: "way" }, out ? "Lookout →" : "→ Lookout"),
    el("strong", {}, one.method ?? one.type),
    el("span", { class: "gist" }, bad ? (one.answer.error ?? String(one.status)) : gist(one.body)),
  ];
  const node = el("details", { class: bad ? "bad" : "", "data-direction": one.direction }, el("summary", {}, words));
  node.addEventListener("toggle", () => node.children.length < 2 && node.append(json(one)));
  return node;
}

function gist(body) {
  const payload = body.payload ?? body;
  const what = payload.event?.type ?? payload.actions?.[0]?.action_id ?? payload.callback_id ?? payload.command ?? "";
  const text = payload.event?.text ?? payload.text ?? "";
  return `${what} ${text}`.trim().split("\n")[0].slice(0, 160);
}

function json({ body, answer }) {
  const said = Object.keys(answer ?? {}).length ? `\n\nanswer: ${JSON.stringify(answer, null, 2)}` : "";
  return el("pre", { tabindex: "0" }, JSON.stringify(body, null, 2) + said);
}

function sift() {
  for (const node of list.children) node.hidden = filter.value !== "" && node.dataset.direction !== filter.value;
}
