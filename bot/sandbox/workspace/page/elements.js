// Elements that one clicks or chooses in: buttons, overflow menus, and fields outside of inputs, which answer at once.

import { el } from "./dom.js";
import { field, FIELDS } from "./fields.js";
import { openMenu } from "./menu.js";
import { plainText } from "./mrkdwn.js";
import { press } from "./press.js";

/** The node of an interactive element in a section or an actions block. */
export function control(element, block, place) {
  if (element.type === "button") return button(element, block, place);
  if (element.type === "overflow") return overflow(element, block, place);
  if (element.type in FIELDS) return chooser(element, block, place);
  return el("span", { class: "context" }, `(an element of type ${element.type})`);
}

function button(element, block, place) {
  const label = plainText(element.text.text);
  const click = (event) => {
    if (element.url) window.open(element.url, "_blank", "noopener,noreferrer");
    press(place, block, element, undefined, event.currentTarget);
  };
  const attributes = { "aria-label": element.accessibility_label, "data-action": element.action_id, onclick: click };
  return el("button", { type: "button", class: `button ${element.style ?? ""}`, ...attributes }, label);
}

function overflow(element, block, place) {
  const choose = (option, anchor) => press(place, block, element, option.value, anchor);
  const open = ({ currentTarget: anchor }) =>
    openMenu(anchor, element.options.map((one) => ({ label: one.text.text, choose: () => choose(one, anchor) })));
  return el("button", { type: "button", class: "button", "aria-label": "More", "aria-haspopup": "menu", "data-action": element.action_id, onclick: open }, "⋯");
}

function chooser(element, block, place) {
  const given = place.held?.(block, element);
  const { node, target, read } = field(element, { given, label: element.placeholder?.text ?? element.action_id });
  target.dataset.action = element.action_id;
  node.addEventListener("change", () => press(place, block, element, read(), target));
  return node;
}
