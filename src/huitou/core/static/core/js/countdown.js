// Keeps <time data-countdown> current, in the words the server wrote it in (core/flow/texts.py: time_left; core/when.py).
const MINUTE = 60000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const SOON = 3 * HOUR;
const lang = document.documentElement.lang || "en";
const loadedAt = Date.now();

const spaced = (text) => (/^zh/i.test(lang) ? text.replace(/(\d)\s*(?=\p{Script=Han})/gu, "$1 ") : text);
const unit = (value, name) =>
  spaced(new Intl.NumberFormat(lang, { style: "unit", unit: name, unitDisplay: "long" }).format(value));

const words = (left) => {
  if (left < 2 * HOUR) return unit(Math.max(Math.round(left / MINUTE), 1), "minute");
  if (left < 3 * DAY) return unit(Math.round(left / HOUR), "hour");
  if (left < 21 * DAY) return unit(Math.round(left / DAY), "day");
  return null;
};

const clock = (left) => {
  if (left >= DAY) return null;
  const minutes = Math.floor(left / MINUTE);
  return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, "0")).join(":");
};

const show = (element) => {
  const { countdown, now, past } = element.dataset;
  const present = Date.parse(now) + Date.now() - (element.seenAt ??= loadedAt);
  const left = Date.parse(element.dateTime) - present;
  const text = left <= 0 ? past : countdown === "clock" ? clock(left) : words(left);
  if (text && text !== element.textContent) element.textContent = text;
  element.classList.toggle("is-past", left <= 0);
  element.classList.toggle("is-soon", left > 0 && left <= SOON);
};

const showAll = () => document.querySelectorAll("time[data-countdown]").forEach(show);

document.addEventListener("htmx:afterSettle", (event) =>
  event.target.querySelectorAll?.("time[data-countdown]").forEach((element) => {
    element.seenAt ??= Date.now();
  }),
);
document.addEventListener("visibilitychange", showAll);
setInterval(showAll, 15000);
