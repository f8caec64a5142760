// A click: asked for confirmation if the element wants it, sent to the app, and what came of it.
//
// A place is `{message: {channel, ts}}` or `{view: id}`; `held(block, element)` gives a view's present answer.

import * as api from "./api.js";
import { confirmed } from "./confirm.js";
import { FIELDS } from "./fields.js";
import { notice } from "./notices.js";
import { state, tell } from "./state.js";
import { sentence } from "./words.js";

/** Clicks or chooses. `answer` is the choice of a field; `anchor` is busy until the app has answered. */
export async function press(place, block, element, answer, anchor) {
  if (element.confirm && !(await confirmed(element.confirm))) return;
  if (element.type !== "button" && answer === null) return; // the blank line of a menu
  const field = element.type === "overflow" ? "selected_option" : FIELDS[element.type]?.[0];
  const where = place.view ? { view_id: place.view } : { channel: place.message.channel, message_ts: place.message.ts };
  const said = { user: state.me, action_id: element.action_id, block_id: block.block_id, ...where };
  anchor?.setAttribute("aria-busy", "true");
  try {
    const { ok, error } = await api.act(field ? { ...said, [field]: answer } : said);
    if (!ok) notice(sentence(error), "bad");
  } catch (refusal) {
    notice(sentence(refusal.word), "bad");
  } finally {
    anchor?.removeAttribute("aria-busy");
  }
  tell("view"); // the app may have opened a dialog
}
