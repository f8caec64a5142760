// The sidebar: who one acts as, the channels with their unread marks, the app, the scenarios.

import * as api from "./api.js";
import { byId, el, unseen } from "./dom.js";
import { avatar } from "./message.js";
import { notice } from "./notices.js";
import { unreadOf } from "./reading.js";
import { become, go, goHome, me, on, people, state, tell } from "./state.js";
import { sentence } from "./words.js";

/** Starts to show it. */
export function startSidebar() {
  for (const topic of ["directory", "person"]) on(topic, showPeople);
  for (const topic of ["directory", "place", "unread", "person"]) on(topic, showChannels);
  on("scenarios", showScenarios);
  on("online", showLine);
  byId("menu").addEventListener("click", () => open(true));
  byId("who").addEventListener("click", () => open(true));
  byId("shade").addEventListener("click", () => open(false));
  byId("sidebar").addEventListener("keydown", (event) => event.key === "Escape" && open(false));
}

function open(wanted) {
  byId("app").classList.toggle("with-sidebar", wanted);
  byId("shade").hidden = !wanted;
  byId("menu").setAttribute("aria-expanded", String(wanted));
  if (wanted) byId("people").querySelector(":checked")?.focus();
  else byId("menu").focus();
}

function showPeople() {
  const focused = byId("people").contains(document.activeElement);
  byId("people").replaceChildren(el("fieldset", {}, el("legend", {}, "You act as"), people().map(choice)));
  if (focused) byId("people").querySelector(":checked")?.focus();
  const user = me();
  if (!user) return;
  byId("who").replaceChildren(avatar(user), unseen(`You act as ${user.real_name}. Change`));
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
    if (byId("app").classList.contains("with-sidebar")) open(false);
  };
  byId("apps").replaceChildren(el("li", {}, el("button", { type: "button", "aria-current": current, onclick: home }, el("span", { class: "sign" }, "◉"), "Lookout")));
}

function place(channel) {
  const { count, named } = unreadOf(channel.id);
  const current = state.place === "channel" && channel.id === state.channel ? "page" : null;
  const visit = () => {
    go(channel.id);
    if (byId("app").classList.contains("with-sidebar")) open(false);
  };
  const sign = el("span", { class: "sign", "aria-hidden": "true" }, channel.is_private ? "🔒" : "#");
  const kind = [channel.is_private && unseen("private"), channel.is_shared && el("span", { class: "badge", title: "Shared with another organisation" }, "shared")];
  const mark = count > 0 && el("span", { class: named ? "unread named" : "unread" }, String(count), unseen(named ? " unread, you are named" : " unread"));
  const attributes = { class: count ? "fresh" : "", "aria-current": current, "data-id": channel.id, onclick: visit };
  return el("li", {}, el("button", { type: "button", ...attributes }, sign, el("span", { class: "name" }, channel.name), kind, mark));
}

function showScenarios() {
  byId("scenarios").replaceChildren(...state.scenarios.map(scenario));
}

function scenario({ name, title, state: standing }) {
  const firing = standing === "firing";
  const words = el("span", { class: "name", title }, name, firing && unseen("fired"));
  const button = (verb, label, help, sign = label) => {
    const click = (event) => order(name, verb, event.currentTarget);
    return el("button", { type: "button", class: "button tiny", title: help, "aria-label": `${label} ${name}: ${help}`, onclick: click }, sign);
  };
  const fire = button("fire", firing ? "Fire again" : "Fire", "puts the trouble into the cluster and posts its alert", firing ? "↻" : "Fire");
  const clear = firing && button("clear", "Clear", "the alert's source reports it resolved");
  return el("li", { class: firing ? "firing" : "" }, el("span", { class: "dot", "aria-hidden": "true" }), words, clear, fire);
}

async function order(name, verb, anchor) {
  anchor.disabled = true;
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
