// The event stream: says what changed; what stands there now is then read. After a break everything is read again, and
// when another person's has opened what is shown: what came before that it does not tell.

import * as api from "./api.js";
import { load as loadChannel } from "./channel.js";
import { count, countAll, countMentions } from "./reading.js";
import { learn, on, state, tell } from "./state.js";
import { load as loadThread } from "./thread.js";

const TOGETHER = 40; // milliseconds in which changes are read as one
const AGAIN = 2000; // milliseconds until a closed stream is opened again

let stream = null;
let waiting = new Set();

/** Starts to follow what the acting person can see. */
export function startLive() {
  on("person", follow);
}

function follow() {
  stream?.close();
  const user = state.me;
  const mine = api.events(user);
  stream = mine;
  let broken = false;
  mine.addEventListener("open", () => {
    online(true);
    if (broken) refresh(user);
    else if (state.arrived === user) again().catch(() => {}); // else what arrives is read later than this
    broken = false;
  });
  mine.addEventListener("error", () => {
    broken = true;
    if (stream !== mine) return;
    online(false);
    if (mine.readyState === EventSource.CLOSED) setTimeout(() => stream === mine && follow(), AGAIN);
  });
  mine.addEventListener("message", (event) => heard(JSON.parse(event.data)));
}

function online(now) {
  state.online = now;
  tell("online");
}

const again = () => Promise.all([loadChannel(), loadThread()]);

async function refresh(user) {
  const found = await api.bootstrap(user);
  if (user !== state.me) return;
  learn(found);
  for (const topic of ["view", "home", "cluster"]) tell(topic);
  await Promise.all([again(), countAll()]);
}

function heard(change) {
  if (change.type === "view" || change.type === "home") tell(change.type);
  else if (change.type === "scenario") later("scenarios");
  else if (change.type === "faults") tell("cluster");
  else if (change.channel) {
    later(change.channel);
    if (change.type === "message") later("mentions");
    if (state.thread && [change.ts, change.thread_ts].includes(state.thread)) later("thread");
  }
}

function later(what) {
  if (waiting.size === 0) setTimeout(read, TOGETHER);
  waiting.add(what);
}

function read() {
  const wanted = waiting;
  waiting = new Set();
  for (const what of wanted) readOne(what).catch(() => online(false));
}

async function readOne(what) {
  const user = state.me;
  if (what === "scenarios") {
    state.scenarios = (await api.bootstrap(user)).scenarios;
    tell("scenarios");
  } else if (what === "mentions") await countMentions();
  else if (what === "thread") await loadThread();
  else if (what === state.channel && state.place === "channel") await loadChannel();
  else if (state.channels.some((channel) => channel.id === what)) count(what, (await api.messages(user, what)).messages);
}
