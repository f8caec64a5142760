// The start: whoever acted last acts again, in the channel where something stands, and everything listens.

import * as api from "./api.js";
import { startChannel } from "./channel.js";
import { startHome } from "./home.js";
import { startKeys } from "./keys.js";
import { startLive } from "./live.js";
import { remembered } from "./memory.js";
import { startModal } from "./modal.js";
import { notice } from "./notices.js";
import { startPanel } from "./panel.js";
import { countAll } from "./reading.js";
import { startSidebar } from "./sidebar.js";
import { become, channelOf, go, learn, on, people, stand, state, tell } from "./state.js";
import { startThread } from "./thread.js";
import { sentence } from "./words.js";

async function start() {
  for (const part of [startSidebar, startChannel, startThread, startHome, startModal, startLive, startPanel, startKeys]) part();
  on("person", arrive);
  window.addEventListener("permalink", ({ detail }) => point(detail.channel, detail.ts));
  document.addEventListener("visibilitychange", () => tell("cluster"));
  const known = await api.bootstrap("");
  learn(known);
  const wanted = remembered("me");
  become(people().some((user) => user.id === wanted) ? wanted : people()[0].id);
}

/** Somebody else acts: their channels, their dialog, their unread marks. */
async function arrive() {
  const user = state.me;
  const found = await api.bootstrap(user);
  if (user !== state.me) return;
  learn(found);
  const asked = new URLSearchParams(location.search);
  history.replaceState(null, "", "/");
  if (asked.has("channel") && channelOf(asked.get("channel"))) await point(asked.get("channel"), asked.get("message") ?? "");
  else if (state.place === "home") tell("place");
  else if (channelOf(state.chosen.channel)) stand(state.chosen.channel, state.chosen.thread);
  else if (state.chosen.channel) stand(await liveliest());
  else go(await liveliest());
  state.arrived = user;
  document.getElementById("app").dataset.arrived = user;
  tell("view");
  await countAll();
}

/** The channel with the newest message; the first one if nothing stands anywhere. */
async function liveliest() {
  const newest = await Promise.all(
    state.channels.map(async ({ id }) => ({ id, ts: (await api.messages(state.me, id)).messages.at(-1)?.ts ?? "0" })),
  );
  return newest.reduce((one, other) => (Number(other.ts) > Number(one.ts) ? other : one)).id;
}

/** Goes to a message, in its thread if it is a reply. */
async function point(channel, ts) {
  if (!ts) return go(channel);
  try {
    const [found] = (await api.thread(state.me, channel, ts)).messages;
    go(channel, found.thread_ts ?? "", ts);
  } catch (refusal) {
    go(channel);
    notice(sentence(refusal.word), "bad");
  }
}

start().catch((refusal) => notice(sentence(refusal.word ?? refusal.message), "bad"));
