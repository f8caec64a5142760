// One message: who, when, what, and what one can do with it.

import * as api from "./api.js";
import { attachments } from "./attachments.js";
import { blocks } from "./blocks.js";
import { el, paint, unseen } from "./dom.js";
import { emoji } from "./emoji.js";
import { openMenu } from "./menu.js";
import { mrkdwn } from "./mrkdwn.js";
import { notice } from "./notices.js";
import { lastRead } from "./reading.js";
import { openThread, state } from "./state.js";
import { clock, full } from "./time.js";
import { sentence } from "./words.js";

const QUICK = ["eyes", "+1", "white_check_mark"];

/** Who wrote it: `{id, name, initials, color, app}`. */
export function author(message) {
  const user = state.users.get(message.user) ?? state.users.get(message.bot_id);
  if (message.user === "USLACKBOT") return { id: "USLACKBOT", name: "Workspace", initials: "W", color: "4a5568", app: true };
  const name = message.username ?? user?.real_name ?? message.bot_profile?.name ?? "Somebody";
  return { id: user?.id ?? name, name, initials: user?.initials ?? name.slice(0, 2), color: user?.color, app: Boolean(message.bot_id) };
}

/** The round mark of a person, or the square one of an app. */
export function avatar({ initials, color, app }) {
  return paint(el("span", { class: app ? "avatar app" : "avatar", "aria-hidden": "true" }, initials), "--hue", color);
}

/** The node of a message. `follows` leaves out the author, who wrote the one before as well. */
export function messageNode(message, { channel, inThread, follows }) {
  const who = author(message);
  if (message.subtype === "channel_join" || message.subtype === "tombstone") return small(message);
  const place = { message: { channel, ts: message.ts } };
  const classes = ["message", follows && "follows", message.ephemeral && "whisper", message.ts === state.marked && "marked"];
  return el(
    "article",
    { class: classes.filter(Boolean).join(" "), "data-ts": message.ts, tabindex: "-1", "aria-label": `${who.name}, ${clock(message.ts)}` },
    follows ? el("span", { class: "gutter" }, time(message)) : avatar(who),
    el(
      "div",
      { class: "content" },
      message.ephemeral && el("p", { class: "only" }, "Only visible to you"),
      head(message, who, follows),
      body(message, place),
      reactions(message, channel),
      !inThread && message.reply_count > 0 && replies(message, channel),
    ),
    !message.ephemeral && tools(message, channel, inThread),
  );
}

function small(message) {
  return el("p", { class: "system", "data-ts": message.ts }, mrkdwn(message.text), " ", time(message));
}

function head(message, who, follows) {
  if (follows) return unseen(`${who.name}:`);
  const user = state.users.get(message.user);
  const elsewhere = user?.is_stranger && el("span", { class: "badge" }, "other organisation");
  return el("p", { class: "head" }, el("strong", {}, who.name), who.app && el("span", { class: "badge" }, "app"), elsewhere, time(message));
}

function time(message) {
  return el("time", { datetime: new Date(message.ts * 1000).toISOString(), title: full(message.ts) }, clock(message.ts));
}

function body(message, place) {
  const edited = message.edited && el("small", { class: "edited", title: full(message.edited.ts) }, "(edited)");
  const written = message.blocks?.length ? blocks(message.blocks, place) : message.text && el("div", { class: "text" }, mrkdwn(message.text));
  return [written, edited, attachments(message.attachments, place)];
}

function reactions(message, channel) {
  if (!message.reactions?.length) return null;
  const one = ({ name, users }) => {
    const mine = users.includes(state.me);
    const names = users.map((id) => state.users.get(id)?.real_name ?? id).join(", ");
    const click = () => react(message, channel, name, !mine);
    return el("button", { type: "button", class: "reaction", "aria-pressed": String(mine), title: names, onclick: click }, emoji(name), ` ${users.length}`);
  };
  return el("div", { class: "reactions" }, message.reactions.map(one));
}

function replies(message, channel) {
  const fresh = Number(message.latest_reply) > Number(lastRead(`${channel}/${message.ts}`));
  const count = `${message.reply_count} ${message.reply_count === 1 ? "reply" : "replies"}`;
  return el(
    "button",
    { type: "button", class: "replies", "data-action": "thread", onclick: () => openThread(message.ts) },
    el("span", { class: "faces" }, message.reply_users.slice(0, 4).map((id) => avatar(author({ user: id, bot_id: state.users.get(id)?.is_bot })))),
    el("strong", {}, count),
    fresh && el("span", { class: "badge new" }, "new"),
    el("small", {}, `last at ${clock(message.latest_reply)}`),
  );
}

function tools(message, channel, inThread) {
  const quick = QUICK.map((name) => {
    const add = () => react(message, channel, name, !message.reactions?.some((one) => one.name === name && one.users.includes(state.me)));
    return el("button", { type: "button", "aria-label": `React with ${name}`, onclick: add }, emoji(name));
  });
  const reply = !inThread && el("button", { type: "button", onclick: () => openThread(message.ts) }, "Reply");
  const items = () => [
    !inThread && { label: "Reply in thread", choose: () => openThread(message.ts) },
    ...state.shortcuts.map((one) => shortcut(one, message, channel)),
    { label: "Copy its link", choose: () => copyLink(message, channel) },
  ];
  const shortcuts = ({ currentTarget }) => openMenu(currentTarget, items().filter(Boolean));
  const more = el("button", { type: "button", "aria-label": "More for this message", "aria-haspopup": "menu", "data-action": "more", onclick: shortcuts }, "⋯");
  return el("div", { class: "tools", role: "group", "aria-label": "For this message" }, quick, reply, more);
}

function shortcut(one, message, channel) {
  const choose = () =>
    tried(async () => {
      const chosen = { user: state.me, channel, message_ts: message.ts, callback_id: one.callback_id };
      const { ok, error } = await api.shortcut(chosen);
      if (!ok) notice(sentence(error), "bad");
    });
  return { label: one.name, note: "Lookout", choose };
}

function copyLink(message, channel) {
  const link = `${location.origin}/archives/${channel}/p${message.ts.replace(".", "")}`;
  return tried(() => navigator.clipboard.writeText(link).then(() => notice("Its link is in the clipboard."), () => notice(link)));
}

function react(message, channel, name, add) {
  return tried(() => api.react({ user: state.me, channel, message_ts: message.ts, name, add }));
}

async function tried(deed) {
  try {
    await deed();
  } catch (refusal) {
    notice(sentence(refusal.word), "bad");
  }
}
