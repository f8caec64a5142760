// Who has read what: unread marks and mentions of channels and threads, for each person apart.

import * as api from "./api.js";
import { remember, remembered } from "./memory.js";
import { state, tell } from "./state.js";

const unread = new Map(); // channel -> messages in it that are new to the present person
let named = []; // {channel, ts, thread_ts} of what names the present person
const later = (one, other) => Number(one) > Number(other);

/** The newest `ts` that the present person has read in a channel or ("channel/ts") a thread; "0" for nothing. */
export function lastRead(key) {
  return remembered("read", {})[state.me]?.[key] ?? "0";
}

/** Notes that the present person has read up to `ts`; whether that is further than before. */
export function markRead(key, ts) {
  if (!ts || !later(ts, lastRead(key))) return false;
  const read = remembered("read", {});
  remember("read", { ...read, [state.me]: { ...read[state.me], [key]: ts } });
  tell("unread");
  return true;
}

/** How many messages of a channel are unread, and how many unread ones (replies too) name the present person. */
export function unreadOf(channel) {
  const mine = named.filter((one) => one.channel === channel && later(one.ts, lastRead(place(one))));
  return { count: unread.get(channel) ?? 0, mentions: mine.length };
}

/** All channels together. */
export function unreadInAll() {
  const all = state.channels.map(({ id }) => unreadOf(id));
  const sum = (name) => all.reduce((total, one) => total + one[name], 0);
  return { count: sum("count"), mentions: sum("mentions") };
}

function place({ channel, ts, thread_ts: thread }) {
  return thread && thread !== ts ? `${channel}/${thread}` : channel;
}

/** Counts a channel's unread messages from its messages; the open channel has none. */
export function count(channel, messages) {
  const open = state.place === "channel" && state.channel === channel;
  if (open) markRead(channel, messages.at(-1)?.ts);
  const fresh = messages.filter((one) => later(one.ts, lastRead(channel)) && one.user !== state.me);
  unread.set(channel, fresh.length);
  tell("unread");
}

/** Reads again which messages name the present person. */
export async function countMentions() {
  const user = state.me;
  const { mentions } = await api.mentions(user);
  if (user !== state.me) return;
  named = mentions;
  tell("unread");
}

/** Counts every channel that the present person sees, except the open one. */
export async function countAll() {
  const user = state.me;
  const others = state.channels.filter((channel) => state.place !== "channel" || channel.id !== state.channel);
  const counting = others.map(async ({ id }) => {
    const found = await api.messages(user, id);
    if (user === state.me) count(id, found.messages);
  });
  await Promise.all([...counting, countMentions()]);
}
