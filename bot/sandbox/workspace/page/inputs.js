// The input block of a modal: label, field, hint, and the error that the app or the client has with it.

import { el, freshId } from "./dom.js";
import { field, FIELDS } from "./fields.js";
import { plainText } from "./mrkdwn.js";
import { press } from "./press.js";

const TYPING = 300; // milliseconds of quiet after which typed text is told
const made = new WeakMap();

/** The node of an input block. */
export function inputBlock(block, place) {
  const { element } = block;
  const { node, target, read } = field(element, { given: place.held?.(block, element) });
  const label = freshId("label");
  const error = el("p", { class: "error", id: freshId("error"), hidden: true });
  const hint = block.hint && el("p", { class: "hint", id: freshId("hint") }, plainText(block.hint.text));
  target.setAttribute("aria-labelledby", label);
  target.setAttribute("aria-describedby", [error.id, hint?.id].filter(Boolean).join(" "));
  target.dataset.action = element.action_id;
  if (block.dispatch_action) dispatch(element, node, () => press(place, block, element, read(), target));
  const words = [plainText(block.label.text), block.optional && el("small", {}, " (optional)")];
  const tag = target.matches("input, textarea, select") ? el("label", { id: label, for: target.id }, words) : el("p", { id: label, class: "label" }, words);
  const whole = el("div", { class: "input" }, tag, node, hint, error);
  made.set(whole, { block, target, read, error });
  return whole;
}

/** Tells the app at once of what was chosen; of text as the element asks: on Enter (the default) or while typing. */
function dispatch(element, node, send) {
  if (element.type !== "plain_text_input") {
    node.addEventListener("change", send);
    return;
  }
  const wanted = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  let timer = 0;
  const typed = () => {
    clearTimeout(timer);
    timer = setTimeout(send, TYPING);
  };
  if (wanted.includes("on_character_entered")) node.addEventListener("input", typed);
  if (!wanted.includes("on_enter_pressed")) return;
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  });
}

/** The answers of all inputs under a node, as a submission carries them. */
export function answers(root) {
  const values = {};
  for (const { block, read } of inputs(root)) {
    const { type, action_id: action } = block.element;
    values[block.block_id] = { ...values[block.block_id], [action]: { type, [FIELDS[type][0]]: read() } };
  }
  return values;
}

/** Shows errors by block id under their fields, and goes to the first. */
export function complain(root, errors) {
  let first = null;
  for (const { block, target, error } of inputs(root)) {
    const words = errors[block.block_id] ?? "";
    error.textContent = words;
    error.hidden = !words;
    target.setAttribute("aria-invalid", String(Boolean(words)));
    first ??= words ? target : null;
  }
  first?.focus();
}

function inputs(root) {
  return [...root.querySelectorAll(".input")].map((node) => made.get(node));
}
