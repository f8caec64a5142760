// Who has read what: unread marks of channels and threads, for each person apart.

import * as api from "./api.js";
import { remember, remembered } from "./memory.js";
import { state, tell } from "./state.js";

const unread = new Map();
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
  return true;
}

/** How many messages of a channel are unread, and whether one of them names the present person. */
export function unreadOf(channel) {
  return unread.get(channel) ?? { count: 0, named: false };
}

/** Counts a channel's unread messages from its messages; the open channel has none. */
export function count(channel, messages) {
  const open = state.place === "channel" && state.channel === channel;
  if (open) markRead(channel, messages.at(-1)?.ts);
  const fresh = messages.filter((one) => later(one.ts, lastRead(channel)) && one.user !== state.me);
  const named = fresh.some((one) => (one.text ?? "").includes(`<@${state.me}>`));
  unread.set(channel, { count: fresh.length, named });
  tell("unread");
}

/** Counts every channel that the present person sees, except the open one. */
export async function countAll() {
  const user = state.me;
  const others = state.channels.filter((channel) => state.place !== "channel" || channel.id !== state.channel);
  await Promise.all(
    others.map(async ({ id }) => {
      const found = await api.messages(user, id);
      if (user === state.me) count(id, found.messages);
    }),
  );
}
