// Elements that hold a value: text fields, menus, pickers, check boxes. Each becomes a node and a way to read its answer.
//
// An answer is the value of Slack's own field for that element (`selected_option`, `value`, ...), as `FIELDS` says.

import { el, freshId } from "./dom.js";
import { state } from "./state.js";

/** Element type -> the field of the answer, and the field that fills it in beforehand. */
export const FIELDS = {
  plain_text_input: ["value", "initial_value"],
  email_text_input: ["value", "initial_value"],
  url_text_input: ["value", "initial_value"],
  number_input: ["value", "initial_value"],
  static_select: ["selected_option", "initial_option"],
  external_select: ["selected_option", "initial_option"],
  radio_buttons: ["selected_option", "initial_option"],
  multi_static_select: ["selected_options", "initial_options"],
  checkboxes: ["selected_options", "initial_options"],
  users_select: ["selected_user", "initial_user"],
  multi_users_select: ["selected_users", "initial_users"],
  channels_select: ["selected_channel", "initial_channel"],
  conversations_select: ["selected_conversation", "initial_conversation"],
  datepicker: ["selected_date", "initial_date"],
  timepicker: ["selected_time", "initial_time"],
  datetimepicker: ["selected_date_time", "initial_date_time"],
};

const PERSON = (user) => ({ value: user.id, text: { text: user.is_bot ? `${user.real_name} (app)` : user.real_name } });
const PLACE = (channel) => ({ value: channel.id, text: { text: `#${channel.name}` } });
const everybody = () => [...state.users.values()].filter((user) => user.id.startsWith("U")).map(PERSON);
const everywhere = () => state.channels.map(PLACE);
const options = (element) => [...(element.options ?? []), ...(element.option_groups ?? []).flatMap((one) => one.options)];
const asIs = (value) => value;

const MAKERS = {
  plain_text_input: typed("text"),
  email_text_input: typed("email"),
  url_text_input: typed("url"),
  number_input: typed("number"),
  datepicker: typed("date"),
  timepicker: typed("time"),
  datetimepicker: moment,
  static_select: (element, given) => menu(element, given, element.options, (value) => optionOf(element, value)),
  external_select: (element, given) => menu(element, given, [], asIs),
  users_select: (element, given) => menu(element, given, everybody(), asIs),
  channels_select: (element, given) => menu(element, given, everywhere(), asIs),
  conversations_select: (element, given) => menu(element, given, [...everywhere(), ...everybody()], asIs),
  radio_buttons: (element, given) => marks("radio", element, given, element.options, (values) => optionOf(element, values[0])),
  checkboxes: (element, given) => marks("checkbox", element, given, element.options, (values) => values.map((one) => optionOf(element, one))),
  multi_static_select: (element, given) => marks("checkbox", element, given, options(element), (values) => values.map((one) => optionOf(element, one))),
  multi_users_select: (element, given) => marks("checkbox", element, given, everybody(), asIs),
};

/** Makes a field. `given` is its present answer, `label` its name; gives `{node, target, read}`. */
export function field(element, { given, label }) {
  const start = given ?? element[FIELDS[element.type][1]];
  const made = MAKERS[element.type](element, start);
  const { target } = made;
  if (!target.id) target.id = freshId("field");
  if (label) target.setAttribute("aria-label", label);
  if (element.focus_on_load) target.setAttribute("autofocus", "");
  return made;
}

function optionOf(element, value) {
  return options(element).find((one) => one.value === value) ?? null;
}

function typed(kind) {
  return (element, given) => {
    const many = element.multiline === true;
    const node = el(many ? "textarea" : "input", {
      type: many ? null : kind,
      rows: many ? 4 : null,
      step: kind === "number" && element.is_decimal_allowed ? "any" : null,
      placeholder: element.placeholder?.text,
      maxlength: element.max_length,
      autocomplete: "off",
      value: given ?? "",
    });
    return { node, target: node, read: () => node.value || null };
  };
}

function moment(element, given) {
  const node = el("input", { type: "datetime-local" });
  if (given) node.valueAsNumber = given * 1000;
  return { node, target: node, read: () => (node.value ? node.valueAsNumber / 1000 : null) };
}

function menu(element, given, choices, meaning) {
  const chosen = given?.value ?? given ?? "";
  const groups = (element.option_groups ?? []).map((group) => el("optgroup", { label: group.label.text }, choice(group.options)));
  const blank = el("option", { value: "" }, element.placeholder?.text ?? "Choose…");
  const node = el("select", {}, blank, choice(choices ?? []), groups);
  node.value = chosen;
  return { node, target: node, read: () => (node.value ? meaning(node.value) : null) };
}

function choice(some) {
  return some.map((one) => el("option", { value: one.value, title: one.description?.text }, one.text.text));
}

function marks(kind, element, given, choices, meaning) {
  const name = freshId("marks");
  const chosen = new Set([given ?? []].flat().map((one) => one.value ?? one));
  const boxes = choices.map((one) => {
    const box = el("input", { type: kind, name, value: one.value });
    box.checked = chosen.has(one.value);
    const small = one.description && el("small", {}, one.description.text);
    return el("label", { class: "mark" }, box, el("span", {}, one.text.text, small));
  });
  const node = el("div", { class: "marks", role: kind === "radio" ? "radiogroup" : "group", tabindex: "-1" }, boxes);
  const read = () => meaning([...node.querySelectorAll(":checked")].map((box) => box.value));
  return { node, target: node, read };
}
