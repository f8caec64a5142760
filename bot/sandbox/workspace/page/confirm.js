// The confirmation dialog that an element may ask for before its click counts.

import { el } from "./dom.js";
import { mrkdwn, plainText } from "./mrkdwn.js";

/** Asks; true when the person said yes. Esc is a no. */
export function confirmed(dialog) {
  return new Promise((decide) => {
    const said = (answer) => () => box.close(answer);
    const text = dialog.text.type === "mrkdwn" ? mrkdwn(dialog.text.text) : plainText(dialog.text.text);
    const box = el(
      "dialog",
      { class: "small", "aria-label": dialog.title.text },
      el("header", {}, el("h2", {}, plainText(dialog.title.text))),
      el("div", { class: "dialog-body" }, text),
      el(
        "footer",
        {},
        el("button", { type: "button", class: "button", onclick: said("no") }, plainText(dialog.deny.text)),
        el("button", { type: "button", class: `button ${dialog.style ?? "primary"}`, onclick: said("yes") }, plainText(dialog.confirm.text)),
      ),
    );
    box.addEventListener("close", () => {
      box.remove();
      decide(box.returnValue === "yes");
    });
    document.body.append(box);
    box.showModal();
  });
}
