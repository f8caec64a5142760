// What was paged outside Slack, newest first, as the system that took it has it.

import * as api from "./api.js";
import { el } from "./dom.js";
import { precise } from "./time.js";

/** Where it is shown. */
export const pages = el("div", { class: "pages" });

let shown = "";

/** Reads what was paged and draws it. */
export async function readPages() {
  const found = await api.pages();
  const text = JSON.stringify(found);
  if (text === shown) return;
  shown = text;
  const head = el("tr", {}, ["Since", "State", "Severity", "Page", "Events"].map((one) => el("th", { scope: "col" }, one)));
  const rows = found.alerts.map(row);
  pages.replaceChildren(
    el("p", { class: "counted", role: "status" }, rows.length ? `${found.attempts} requests came.` : `Nobody was paged yet; ${found.attempts} requests came.`),
    ...(rows.length ? [el("table", {}, el("caption", {}, "Pages outside Slack"), el("thead", {}, head), el("tbody", {}, rows))] : []),
  );
}

function row(one) {
  const links = one.links.map((link) => el("a", { href: link.href, target: "_blank", rel: "noreferrer" }, link.text));
  const facts = Object.entries(one.details).map(([name, said]) => `${name}: ${said}`).join(" · ");
  const what = el("td", {}, el("strong", {}, one.summary), el("span", { class: "said" }, facts), links);
  const cells = [precise(one.began), one.state, one.severity].map((cell) => el("td", {}, cell));
  return el("tr", { class: one.state === "triggered" ? "bad" : "" }, cells, what, el("td", {}, String(one.events)));
}
