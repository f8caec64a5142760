// The keyboard: what works everywhere on the page, and the list of it.

import { el } from "./dom.js";
import { openJump } from "./jump.js";
import { go, state } from "./state.js";

const REGIONS = ["#sidebar li [aria-current]", "#channel-composer textarea", "#thread-list", "#thread-composer textarea", "#fold"];
const KEYS = [
  ["Ctrl K", "go to a channel, Home or another person"],
  ["Alt ↑ / Alt ↓", "the channel above or below"],
  ["F6", "the next part of the page"],
  ["↑ / ↓", "in a list of messages: from one to the next"],
  ["Enter", "on a message: its thread; where one writes: send"],
  ["Shift Enter", "where one writes: a new line"],
  ["M", "on a message: what can be done with it"],
  ["Esc", "closes the menu, the dialog or the thread"],
  ["?", "this list, when nothing is being written"],
];

/** Starts to listen. */
export function startKeys() {
  document.addEventListener("keydown", (event) => {
    const held = event.ctrlKey || event.metaKey;
    const writing = event.target.closest?.("input, textarea, select, dialog");
    if (held && event.key.toLowerCase() === "k") openJump();
    else if (event.altKey && event.key === "ArrowDown") step(1);
    else if (event.altKey && event.key === "ArrowUp") step(-1);
    else if (event.key === "F6") region();
    else if (event.key === "?" && !writing) help();
    else return;
    event.preventDefault();
  });
}

function step(by) {
  if (document.querySelector("dialog[open]")) return;
  const at = state.channels.findIndex(({ id }) => id === state.channel);
  const next = state.channels[(at + by + state.channels.length) % state.channels.length];
  if (next) go(next.id);
}

function region() {
  const open = REGIONS.map((one) => document.querySelector(one)).filter((node) => node?.checkVisibility() && !node.disabled);
  const at = open.findIndex((node) => node.contains(document.activeElement) || node === document.activeElement);
  open[(at + 1) % open.length]?.focus();
}

/** Shows the list. */
export function help() {
  if (document.querySelector("dialog[open]")) return;
  const close = el("button", { type: "button", class: "quiet", "aria-label": "Close", onclick: () => box.close() }, "✕");
  const rows = KEYS.map(([keys, what]) => [el("dt", {}, el("kbd", {}, keys)), el("dd", {}, what)]);
  const box = el("dialog", { class: "small", "aria-labelledby": "keys-title" }, el("header", {}, el("h2", { id: "keys-title" }, "Keyboard"), close), el("dl", { class: "keys" }, rows));
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
}
