// The workspace's JSON API, one function for each thing that a person sees or does.

/** A refusal, with Slack's error word and what else was said. */
export class Refusal extends Error {
  constructor(word, details = []) {
    super(word);
    Object.assign(this, { word, details });
  }
}

async function ask(path, body, method = "POST") {
  const options = body && {
    method,
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  };
  let answer;
  try {
    answer = await fetch(path, options);
  } catch {
    throw new Refusal("unreachable");
  }
  const said = await answer.json().catch(() => ({ error: "internal_error" }));
  if (!answer.ok) throw new Refusal(said.error ?? "internal_error", said.errors);
  return said;
}

const as = (user) => `user=${encodeURIComponent(user)}`;

export const bootstrap = (user) => ask(`/ui/bootstrap?${as(user)}`);
export const messages = (user, channel) => ask(`/ui/channels/${channel}/messages?${as(user)}`);
export const thread = (user, channel, ts) => ask(`/ui/channels/${channel}/threads/${ts}?${as(user)}`);
export const view = (user) => ask(`/ui/views?${as(user)}`);
export const home = (user) => ask(`/ui/home?${as(user)}`);
export const openHome = (user) => ask("/ui/home/open", { user });
export const cluster = () => ask("/ui/cluster");
export const pages = () => ask("/ui/pages");
export const traffic = (after) => ask(`/ui/traffic?after=${after}`);
export const mentions = (user) => ask(`/ui/mentions?${as(user)}`);
export const faults = () => ask("/ui/faults");
export const orderFault = (fault) => ask("/ui/faults", fault);
export const clearFaults = (kind) => ask(`/ui/faults${kind ? `?kind=${kind}` : ""}`, {}, "DELETE");
export const say = (message) => ask("/ui/messages", message);
export const command = (typed) => ask("/ui/commands", typed);
export const act = (press) => ask("/ui/actions", press);
export const shortcut = (chosen) => ask("/ui/shortcuts", chosen);
export const react = (emoji) => ask("/ui/reactions", emoji);
export const submit = (id, user, values) => ask(`/ui/views/${id}/submit`, { user, values });
export const close = (id, user, everything) => ask(`/ui/views/${id}/close`, { user, everything });
export const scenario = (name, verb) => ask(`/ui/scenarios/${encodeURIComponent(name)}/${verb}`, {});

/** The stream of what changes on a person's screen. */
export const events = (user) => new EventSource(`/ui/events?${as(user)}`);
