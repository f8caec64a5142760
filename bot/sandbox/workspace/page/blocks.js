// Block Kit: each block of a message, a modal or App Home as one node.
//
// `place` says where the block stands and what a click in it means (see press.js).

import { el } from "./dom.js";
import { control } from "./elements.js";
import { inputBlock } from "./inputs.js";
import { markdown } from "./markdown.js";
import { link } from "./mentions.js";
import { mrkdwn, plainText } from "./mrkdwn.js";
import { richText } from "./richtext.js";

/** A text object of either kind. */
export function words(object) {
  if (!object) return [];
  return object.type === "mrkdwn" ? mrkdwn(object.text, object) : [plainText(object.text, object.emoji !== false)];
}

const DRAWN = {
  header: (block) => el("p", { class: "heading", role: "heading", "aria-level": 3 }, words(block.text)),
  divider: () => el("hr"),
  section,
  context: (block) => el("div", { class: "context" }, block.elements.map(contextElement)),
  actions: (block, place) => el("div", { class: "actions" }, block.elements.map((one) => control(one, block, place))),
  image: (block) => picture(block, block.title?.text),
  rich_text: (block) => el("div", { class: "rich" }, richText(block)),
  markdown: (block) => el("div", { class: "rich" }, markdown(block.text)),
  table,
  input: inputBlock,
};

/** The nodes of some blocks. A kind that is unknown is named, not left out. */
export function blocks(some, place) {
  return (some ?? []).map((block) => {
    const draw = DRAWN[block.type];
    const node = draw ? draw(block, place) : el("p", { class: "context" }, `(a block of type ${block.type})`);
    node.classList.add("block");
    return node;
  });
}

function section(block, place) {
  const text = block.text && el("div", { class: "text" }, words(block.text));
  const fields = block.fields && el("div", { class: "fields" }, block.fields.map((one) => el("div", {}, words(one))));
  const { accessory } = block;
  const beside = accessory && (accessory.type === "image" ? picture(accessory) : control(accessory, block, place));
  return el("div", { class: beside ? "section with-accessory" : "section" }, el("div", {}, text, fields), beside);
}

function contextElement(one) {
  return one.type === "image" ? picture(one) : el("span", {}, words(one));
}

/** An image is not fetched from elsewhere: its words and its address stand in its place. */
export function picture(image, title = "") {
  const url = image.image_url ?? "";
  const caption = title && el("figcaption", {}, title);
  return el("figure", { class: "picture" }, caption, el("span", { class: "alt" }, image.alt_text), url && link(url, "image"));
}

function table(block) {
  const columns = block.column_settings ?? [];
  const cell = (tag) => (found, index) => {
    const attributes = { class: `align-${columns[index]?.align ?? "left"}` };
    return el(tag, attributes, found.type === "rich_text" ? richText(found) : found.text);
  };
  const [head, ...body] = block.rows;
  const row = (tag) => (cells) => el("tr", {}, cells.map(cell(tag)));
  return el("div", { class: "table" }, el("table", {}, el("thead", {}, row("th")(head)), el("tbody", {}, body.map(row("td")))));
}
