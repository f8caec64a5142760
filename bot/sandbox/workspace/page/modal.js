// The dialog on top of the acting person's screen: shown, changed in place, submitted, closed.

import * as api from "./api.js";
import { blocks } from "./blocks.js";
import { byId, el } from "./dom.js";
import { FIELDS } from "./fields.js";
import { answers, complain } from "./inputs.js";
import { on, state, tell } from "./state.js";
import { plainText } from "./mrkdwn.js";
import { sentence } from "./words.js";

let shown = null;

/** Starts to show whatever view the workspace has for the acting person. */
export function startModal() {
  const box = byId("modal");
  on("view", look);
  on("person", () => show(null));
  box.addEventListener("cancel", (event) => {
    event.preventDefault(); // Esc closes the view; the dialog goes when the workspace says so
    leave(false);
  });
}

async function look() {
  const user = state.me;
  const { view } = await api.view(user);
  if (user === state.me) show(view);
}

function show(view) {
  const box = byId("modal");
  if (view === null) {
    shown = null;
    const closing = box.open;
    if (closing) box.close();
    box.replaceChildren();
    if (closing) settle();
    return;
  }
  if (view.hash === shown?.hash) return;
  const typed = view.id === shown?.id ? answers(box) : {};
  shown = view;
  const focused = box.contains(document.activeElement) ? document.activeElement.dataset.action : "";
  const held = (block, element) => answer(typed, block, element) ?? answer(view.state.values, block, element);
  box.replaceChildren(form(view, blocks(view.blocks, { view: view.id, held })));
  if (!box.open) box.showModal();
  const again = focused && box.querySelector(`[data-action="${CSS.escape(focused)}"]`);
  (again || box.querySelector("[autofocus]") || box.querySelector(".input :is(input, textarea, select)") || box.querySelector("footer button"))?.focus();
}

/** Gives the focus a place when the button that opened the dialog was drawn anew meanwhile. */
function settle() {
  if (document.activeElement !== document.body) return;
  byId(state.thread ? "thread-list" : "channel-list").focus({ preventScroll: true });
}

function answer(values, block, element) {
  return values[block.block_id]?.[element.action_id]?.[FIELDS[element.type][0]];
}

function form(view, body) {
  const close = el("button", { type: "button", class: "quiet", "aria-label": "Close", onclick: () => leave(true) }, "✕");
  const back = el("button", { type: "button", class: "button", onclick: () => leave(false) }, view.close ? plainText(view.close.text) : "Close");
  const send = view.submit && el("button", { type: "submit", class: "button primary" }, plainText(view.submit.text));
  const trouble = el("p", { class: "error", role: "alert", hidden: true });
  const submit = (event) => {
    event.preventDefault();
    hand(view, event.currentTarget, trouble);
  };
  return el(
    "form",
    { novalidate: true, onsubmit: submit },
    el("header", {}, el("h2", { id: "modal-title" }, plainText(view.title.text)), close),
    el("div", { class: "dialog-body" }, body, trouble),
    el("footer", {}, back, send),
  );
}

async function hand(view, node, trouble) {
  const buttons = node.querySelectorAll("footer button");
  const send = node.querySelector("[type=submit]");
  const wait = (waiting) => {
    for (const button of buttons) button.disabled = waiting;
    send?.setAttribute("aria-busy", String(waiting));
  };
  trouble.hidden = true;
  wait(true);
  let done;
  try {
    done = await api.submit(view.id, state.me, answers(node));
  } catch (refusal) {
    done = { ok: false, error: refusal.word };
  }
  wait(false);
  complain(node, done.errors ?? {});
  if (done.error) {
    trouble.textContent = sentence(done.error);
    trouble.hidden = false;
  }
  if (done.ok) tell("view");
}

async function leave(everything) {
  if (!shown) return;
  try {
    await api.close(shown.id, state.me, everything);
  } catch {
    // it is gone already, which is what was wanted
  }
  tell("view");
}
