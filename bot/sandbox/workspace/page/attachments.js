// Attachments: how most alert senders still write, with a bar in the colour of the alert.

import { blocks, picture } from "./blocks.js";
import { el, paint } from "./dom.js";
import { link } from "./mentions.js";
import { mrkdwn } from "./mrkdwn.js";
import { clock } from "./time.js";

const NAMED = { good: "2f855a", warning: "b7791f", danger: "c53030" };

/** The nodes of a message's attachments. */
export function attachments(some, place) {
  return (some ?? []).map((one) => [one.pretext && el("div", { class: "text" }, mrkdwn(one.pretext)), attachment(one, place)]);
}

function attachment(one, place) {
  const title = one.title && el("p", { class: "title" }, one.title_link ? link(one.title_link, ...mrkdwn(one.title)) : mrkdwn(one.title));
  const node = el(
    "div",
    { class: "attachment" },
    one.author_name && el("p", { class: "author" }, one.author_name),
    title,
    one.text && el("div", { class: "text" }, mrkdwn(one.text)),
    one.fields?.length && el("div", { class: "fields" }, one.fields.map(attachmentField)),
    blocks(one.blocks, place),
    one.image_url && picture({ image_url: one.image_url, alt_text: "An image of the alert's source" }),
    foot(one),
  );
  return paint(node, "--bar", NAMED[one.color] ?? one.color);
}

function attachmentField(one) {
  return el("div", { class: one.short ? "" : "wide" }, el("strong", {}, one.title), el("div", {}, mrkdwn(one.value ?? "")));
}

function foot(one) {
  const words = [one.footer, one.ts && clock(one.ts)].filter(Boolean);
  return words.length > 0 && el("p", { class: "context" }, words.join(" · "));
}
