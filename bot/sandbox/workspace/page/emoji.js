// The few emoji that alerts and people on call use; an unknown name stays as it was typed.

const KNOWN = {
  "+1": "👍", "-1": "👎", thumbsup: "👍", thumbsdown: "👎", eyes: "👀", white_check_mark: "✅", heavy_check_mark: "✔️",
  x: "❌", warning: "⚠️", rotating_light: "🚨", fire: "🔥", red_circle: "🔴", large_red_circle: "🔴",
  large_orange_circle: "🟠", large_yellow_circle: "🟡", large_green_circle: "🟢", large_blue_circle: "🔵",
  bell: "🔔", no_bell: "🔕", mag: "🔍", memo: "📝", lock: "🔒", wave: "👋", pray: "🙏", tada: "🎉", clock1: "🕐",
  hourglass: "⌛", hourglass_flowing_sand: "⏳", information_source: "ℹ️", question: "❓", exclamation: "❗",
  chart_with_upwards_trend: "📈", chart_with_downwards_trend: "📉", link: "🔗", book: "📖", bar_chart: "📊",
  rocket: "🚀", wrench: "🔧", hammer_and_wrench: "🛠️", octagonal_sign: "🛑", no_entry: "⛔", smile: "😄",
  thinking_face: "🤔", ship: "🚢", sos: "🆘", repeat: "🔁", rewind: "⏪", bulb: "💡", robot_face: "🤖",
};

/** The character of an emoji's name, or ":name:". */
export function emoji(name) {
  return KNOWN[name] ?? `:${name}:`;
}

/** Whether the page can draw it. */
export function drawable(name) {
  return name in KNOWN;
}
