// A small menu at a button: arrow keys, Enter, Esc; a click elsewhere closes it.

import { el } from "./dom.js";

let close = () => {};

/** Opens a menu of `{label, choose, note}` at an element. */
export function openMenu(anchor, items) {
  close();
  const menu = el("div", { class: "menu", role: "menu" }, items.map(item));
  (anchor.closest("dialog, main, aside") ?? document.body).append(menu);
  place(menu, anchor);
  anchor.setAttribute("aria-expanded", "true");
  const outside = (event) => menu.contains(event.target) || close();
  close = () => {
    close = () => {};
    document.removeEventListener("pointerdown", outside, true);
    anchor.removeAttribute("aria-expanded");
    menu.remove();
  };
  document.addEventListener("pointerdown", outside, true);
  menu.addEventListener("keydown", (event) => keys(event, menu, anchor));
  menu.firstElementChild?.focus();
}

function item({ label, note, choose }) {
  const click = () => {
    close();
    choose();
  };
  return el("button", { type: "button", role: "menuitem", onclick: click }, label, note && el("small", {}, note));
}

function keys(event, menu, anchor) {
  const all = [...menu.children];
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const ends = { Home: 0, End: all.length - 1 }[event.key];
  if (step || ends !== undefined) {
    all[ends ?? (all.indexOf(document.activeElement) + step + all.length) % all.length].focus();
    event.preventDefault();
  } else if (event.key === "Escape" || event.key === "Tab") {
    close();
    anchor.focus();
    event.preventDefault();
    event.stopPropagation();
  }
}

function place(menu, anchor) {
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const left = Math.max(8, Math.min(at.right - width, innerWidth - width - 8));
  const below = at.bottom + 4;
  const top = below + height > innerHeight - 8 ? Math.max(8, at.top - height - 4) : below;
  menu.style.left = `${left}px`;
  menu.style.top = `${top}px`;
}
