// Times as the acting person's clock shows them.

import { me } from "./state.js";

const made = new Map();

function format(options) {
  const zone = me()?.tz ?? "UTC";
  const key = zone + JSON.stringify(options);
  if (!made.has(key)) made.set(key, new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options }));
  return made.get(key);
}

const date = (ts) => new Date(Number(ts) * 1000);

/** "05:38" */
export const clock = (ts) => format({ hour: "2-digit", minute: "2-digit" }).format(date(ts));

/** "Saturday 21 November" */
export const day = (ts) => format({ weekday: "long", day: "numeric", month: "long" }).format(date(ts));

/** "21 Nov 2026, 05:38:38 (Europe/Stockholm), 04:38:38 UTC" */
export function full(ts) {
  const local = format({ dateStyle: "medium", timeStyle: "medium" }).format(date(ts));
  return `${local} (${me()?.tz ?? "UTC"}), ${date(ts).toISOString().slice(11, 19)} UTC`;
}

/** "05:38:38.123" of an ISO time */
export function precise(iso) {
  return format({ hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3 }).format(new Date(iso));
}

/** Slack's date tokens ("{date_short} at {time}") filled in. */
export function dated(timestamp, tokens) {
  const at = date(timestamp);
  const known = {
    date: format({ day: "numeric", month: "long", year: "numeric" }),
    date_num: format({ year: "numeric", month: "2-digit", day: "2-digit" }),
    date_short: format({ day: "numeric", month: "short", year: "numeric" }),
    date_long: format({ dateStyle: "full" }),
    time: format({ hour: "2-digit", minute: "2-digit" }),
    time_secs: format({ timeStyle: "medium" }),
  };
  return tokens.replace(/\{(\w+)\}/g, (token, name) => known[name.replace(/_pretty$/, "")]?.format(at) ?? token);
}
