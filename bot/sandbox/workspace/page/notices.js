// Short sentences at the foot of the page: what a click could not do. They go away by themselves.

import { byId, el } from "./dom.js";

const SECONDS = 8;

/** Shows a sentence; `kind` is "" or "bad". */
export function notice(text, kind = "") {
  const close = el("button", { type: "button", class: "quiet", "aria-label": "Dismiss", onclick: () => line.remove() }, "✕");
  const line = el("p", { class: `notice ${kind}` }, el("span", {}, text), close);
  byId("notices").append(line);
  setTimeout(() => line.remove(), SECONDS * 1000);
}
