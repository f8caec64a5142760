// The sidebar: who one acts as, the channels with their unread marks, the app, the scenarios.

import * as api from "./api.js";
import { byId, el, unseen } from "./dom.js";
import { openJump } from "./jump.js";
import { help } from "./keys.js";
import { avatar } from "./message.js";
import { notice } from "./notices.js";
import { unreadInAll, unreadOf } from "./reading.js";
import { become, go, goHome, here, me, on, people, state, tell } from "./state.js";
import { sentence } from "./words.js";

/** Starts to show it. */
export function startSidebar() {
  for (const topic of ["directory", "person"]) on(topic, showPeople);
  for (const topic of ["directory", "place", "unread", "person"]) on(topic, showChannels);
  on("scenarios", showScenarios);
  on("online", showLine);
  byId("menu").addEventListener("click", () => open(true));
  for (const who of whos()) who.addEventListener("click", () => open(true));
  byId("jump-open").addEventListener("click", openJump);
  byId("keys-open").addEventListener("click", help);
  on("unread", showTitle);
  on("place", showTitle);
  byId("shade").addEventListener("click", () => open(false));
  byId("sidebar").addEventListener("keydown", keys);
}

const whos = () => document.querySelectorAll(".who");
const narrow = () => byId("app").classList.contains("with-sidebar");

/** Arrow keys go through the list that one is in; Esc closes the sidebar where it slides in. */
function keys(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const list = event.target.closest("ul");
  if (event.key === "Escape" && narrow()) open(false);
  if (!step || !list) return;
  const all = [...list.querySelectorAll("button")];
  all[(all.indexOf(event.target) + step + all.length) % all.length]?.focus();
  event.preventDefault();
}

/** The window's title and the menu's mark say what waits elsewhere. */
function showTitle() {
  const { count, mentions } = unreadInAll();
  const place = state.place === "home" ? "Lookout" : `#${here()?.name ?? ""}`;
  document.title = `${mentions ? `(${mentions}) ` : count ? "• " : ""}${place} – Lookout sandbox`;
  byId("menu-mark").textContent = mentions || (count ? "•" : "");
}

function open(wanted) {
  byId("app").classList.toggle("with-sidebar", wanted);
  byId("shade").hidden = !wanted;
  byId("menu").setAttribute("aria-expanded", String(wanted));
  if (wanted) byId("people").querySelector(":checked")?.focus();
  else [byId("menu"), ...whos()].find((one) => one.checkVisibility())?.focus();
}

function showPeople() {
  const focused = byId("people").contains(document.activeElement);
  byId("people").replaceChildren(el("fieldset", {}, el("legend", {}, "You act as"), people().map(choice)));
  if (focused) byId("people").querySelector(":checked")?.focus();
  const user = me();
  if (!user) return;
  for (const who of whos()) who.replaceChildren(avatar(user), unseen(`You act as ${user.real_name}. Change`));
}

function choice(user) {
  const title = user.is_stranger ? `${user.title} · other organisation` : user.title;
  const pick = () => become(user.id);
  const radio = el("input", { type: "radio", name: "person", value: user.id, onchange: pick });
  radio.checked = user.id === state.me;
  return el("label", { class: "person" }, radio, avatar(user), el("span", {}, el("strong", {}, user.real_name), el("small", {}, title)));
}

function showChannels() {
  const focused = byId("channels").contains(document.activeElement) && document.activeElement.dataset.id;
  byId("channels").replaceChildren(...state.channels.map(place));
  if (focused) byId("channels").querySelector(`[data-id="${focused}"]`)?.focus();
  const current = state.place === "home" ? "page" : null;
  const home = () => {
    goHome();
    if (narrow()) open(false);
  };
  byId("apps").replaceChildren(el("li", {}, el("button", { type: "button", "aria-current": current, onclick: home }, el("span", { class: "sign" }, "◉"), "Lookout")));
}

function place(channel) {
  const { count, mentions } = unreadOf(channel.id);
  const current = state.place === "channel" && channel.id === state.channel ? "page" : null;
  const visit = () => {
    go(channel.id);
    if (narrow()) open(false);
  };
  const sign = el("span", { class: "sign", "aria-hidden": "true" }, channel.is_private ? "🔒" : "#");
  const kind = [channel.is_private && unseen("private"), channel.is_shared && el("span", { class: "badge", title: "Shared with another organisation" }, "shared")];
  const mark = mentions
    ? el("span", { class: "unread named" }, String(mentions), unseen(` unread for you, ${count} unread`))
    : count > 0 && el("span", { class: "unread" }, String(count), unseen(" unread"));
  const attributes = { class: count || mentions ? "fresh" : "", "aria-current": current, "data-id": channel.id, onclick: visit };
  return el("li", {}, el("button", { type: "button", ...attributes }, sign, el("span", { class: "name" }, channel.name), kind, mark));
}

function showScenarios() {
  const focused = byId("scenarios").contains(document.activeElement) && document.activeElement.dataset.scene;
  byId("scenarios").replaceChildren(...state.scenarios.map(scenario));
  if (focused) [...byId("scenarios").querySelectorAll(`[data-scene="${CSS.escape(focused)}"]`)].at(-1).focus();
}

function scenario({ name, title, state: standing }) {
  const firing = standing === "firing";
  const words = el("span", { class: "name", title }, name, firing && unseen("fired"));
  const button = (verb, label, help, sign = label) => {
    const click = (event) => order(name, verb, event.currentTarget);
    return el("button", { type: "button", class: "button tiny", title: help, "aria-label": `${label} ${name}: ${help}`, "data-scene": name, onclick: click }, sign);
  };
  const fire = button("fire", firing ? "Fire again" : "Fire", "puts the trouble into the cluster and posts its alert", firing ? "↻" : "Fire");
  const clear = firing && button("clear", "Clear", "the alert's source reports it resolved");
  return el("li", { class: firing ? "firing" : "" }, el("span", { class: "dot", "aria-hidden": "true" }), words, clear, fire);
}

async function order(name, verb, anchor) {
  if (anchor.ariaBusy === "true") return;
  anchor.ariaBusy = "true"; // a disabled button would lose the focus
  try {
    const { scenario: done } = await api.scenario(name, verb);
    state.scenarios = state.scenarios.map((one) => (one.name === name ? done : one));
  } catch (refusal) {
    notice(sentence(refusal.word), "bad");
  }
  tell("scenarios");
  tell("cluster");
}

function showLine() {
  byId("line").className = state.online ? "online" : "offline";
  byId("line").textContent = state.online ? "live" : "connecting…";
}
