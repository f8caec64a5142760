// Going anywhere by name: channels with their unread marks, the app's Home, and whom to act as.

import { el } from "./dom.js";
import { unreadOf } from "./reading.js";
import { become, go, goHome, people, state } from "./state.js";

const MOST = 12;

/** Everything that one can go to: `{label, note, visit}`, what is unread first. */
function places() {
  const channels = state.channels.map(({ id, name, topic }) => {
    const { count, mentions } = unreadOf(id);
    const note = mentions ? `${mentions} for you` : count ? `${count} unread` : topic;
    return { label: `#${name}`, note, weight: mentions * 1000 + count, visit: () => go(id) };
  });
  channels.sort((one, other) => other.weight - one.weight);
  const others = people().filter((user) => user.id !== state.me);
  return [
    ...channels,
    { label: "Lookout", note: "App Home", visit: goHome },
    ...others.map((user) => ({ label: `Act as ${user.real_name}`, note: user.title, visit: () => become(user.id) })),
  ];
}

/** Opens the list; what is typed narrows it, Enter goes there, Esc closes it. */
export function openJump() {
  if (document.querySelector("dialog[open]")) return;
  const all = places();
  let shown = [];
  let chosen = 0;
  const list = el("ul", { id: "jump-list", class: "choices", role: "listbox", "aria-label": "Places" });
  const input = el("input", {
    type: "text", role: "combobox", "aria-label": "Go to", "aria-expanded": "true", "aria-controls": "jump-list",
    "aria-autocomplete": "list", autocomplete: "off", placeholder: "Go to a channel, Home or a person", oninput: () => narrow(),
  });
  const box = el("dialog", { id: "jump", class: "small", "aria-label": "Go to" }, input, list);
  const take = (index) => {
    box.close();
    shown[index]?.visit();
  };
  const point = (index) => {
    chosen = index;
    [...list.children].forEach((one, at) => one.setAttribute("aria-selected", String(at === index)));
    list.children[index]?.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", `jump-${index}`);
  };
  const narrow = () => {
    const typed = input.value.toLowerCase().replace(/^[#@]/, "");
    shown = all.filter(({ label }) => label.toLowerCase().includes(typed)).slice(0, MOST);
    list.replaceChildren(...shown.map(({ label, note }, index) => el("li", { id: `jump-${index}`, role: "option", onclick: () => take(index) }, el("span", {}, label), el("small", {}, note))));
    point(0);
  };
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && shown.length) point((chosen + step + shown.length) % shown.length);
    else if (event.key === "Enter") take(chosen);
    else return;
    event.preventDefault();
  });
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  narrow();
  box.showModal();
}
