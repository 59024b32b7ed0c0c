{
const url = document.body.dataset.liveUrl;
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 60000;
let source = null;
let wait = FIRST_WAIT;
let timer = 0;
let wasOpen = false;
const tell = (detail) => document.dispatchEvent(new CustomEvent("huitou:changed", { detail }));
const close = () => {
clearTimeout(timer);
source?.close();
source = null;
};
const open = () => {
close();
source = new EventSource(url);
source.onopen = () => {
wait = FIRST_WAIT;
document.documentElement.dataset.live = "on";
if (wasOpen) tell({ kind: "reconnected" });
wasOpen = true;
};
source.onmessage = (message) => tell(JSON.parse(message.data));
source.onerror = () => {
document.documentElement.dataset.live = "off";
if (source.readyState !== EventSource.CLOSED) return;
close();
timer = setTimeout(open, wait * (0.75 + Math.random() / 2));
wait = Math.min(wait * 2, LONGEST_WAIT);
};
};
if (url) {
open();
addEventListener("pagehide", close);
addEventListener("pageshow", (event) => event.persisted && open());
}
}
{
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
}
{
const refresh = (box) => {
const input = box.querySelector("input");
const value = Number(input.value);
for (const button of box.querySelectorAll("[data-step]")) {
const down = Number(button.dataset.step) < 0;
button.disabled = down ? value <= Number(input.min) : input.max !== "" && value >= Number(input.max);
}
};
document.addEventListener("click", (event) => {
const button = event.target.closest("[data-stepper] [data-step]");
if (!button) return;
const box = button.closest("[data-stepper]");
const input = box.querySelector("input");
const highest = input.max === "" ? Infinity : Number(input.max);
const wanted = Number(input.value) + Number(button.dataset.step);
input.value = String(Math.min(Math.max(wanted, Number(input.min)), highest));
input.dispatchEvent(new Event("input", { bubbles: true }));
input.dispatchEvent(new Event("change", { bubbles: true }));
});
document.addEventListener("input", (event) => {
const box = event.target.closest?.("[data-stepper]");
if (box) refresh(box);
});
const refreshAll = (root) => root.querySelectorAll?.("[data-stepper]").forEach(refresh);
document.addEventListener("htmx:afterSettle", (event) => refreshAll(event.target));
refreshAll(document);
}
{
document.addEventListener("click", async (event) => {
const button = event.target.closest("[data-copy]");
if (!button) return;
try {
await navigator.clipboard.writeText(button.dataset.copy);
} catch {
getSelection().selectAllChildren(button.previousElementSibling);
return;
}
document.dispatchEvent(new CustomEvent("huitou:say", { detail: { text: button.dataset.copied } }));
});
}
{
const SECONDS_SHOWN = 6;
document.addEventListener("huitou:say", (event) => {
const place = document.getElementById("toasts");
if (!place) return;
const toast = document.createElement("p");
toast.className = "toast";
toast.textContent = event.detail.text;
place.replaceChildren(toast);
setTimeout(() => toast.remove(), SECONDS_SHOWN * 1000);
});
}
{
document.addEventListener("click", (event) => {
const opener = event.target.closest("[data-opens]");
const dialog = opener && document.getElementById(opener.dataset.opens);
if (dialog) {
event.preventDefault();
dialog.showModal();
return;
}
if (event.target.matches?.("dialog.dialog")) {
const box = event.target.getBoundingClientRect();
const inside =
event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
if (!inside) event.target.close();
}
});
}
{
document.addEventListener("submit", (event) => {
const form = event.target;
if (event.defaultPrevented || form.method === "dialog" || form.matches("[hx-post],[hx-get],[data-hx-post]")) return;
if (event.submitter?.formTarget) return;
if (form.dataset.sent) {
event.preventDefault();
return;
}
form.dataset.sent = "yes";
event.submitter?.setAttribute("aria-busy", "true");
});
addEventListener("pageshow", (event) => {
if (!event.persisted) return;
for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
for (const busy of document.querySelectorAll(".button[aria-busy]")) busy.removeAttribute("aria-busy");
});
document.querySelector("[data-focus]")?.focus();
}
{
const targetOf = (element) => document.getElementById(element.dataset.fill);
const fill = (element) => {
const field = targetOf(element);
if (!field) return;
field.value = element.value;
field.dispatchEvent(new Event("input", { bubbles: true }));
};
document.addEventListener("click", (event) => {
const button = event.target.closest("button[data-fill]");
if (button) fill(button);
});
document.addEventListener("input", (event) => {
if (event.target.matches?.("input[type=range][data-fill]")) return fill(event.target);
if (!event.target.id) return;
const slider = document.querySelector(`input[type=range][data-fill="${CSS.escape(event.target.id)}"]`);
if (slider && document.activeElement !== slider && event.target.value !== "") slider.value = event.target.value;
});
const show = (root) => root.querySelectorAll?.("[data-fill][hidden]").forEach((element) => (element.hidden = false));
document.addEventListener("htmx:afterSettle", (event) => show(event.target));
show(document);
}
{
const sizes = new Intl.NumberFormat(document.documentElement.lang || "en", {
style: "unit",
unit: "megabyte",
maximumFractionDigits: 1,
});
document.addEventListener("change", (event) => {
const box = event.target.closest?.("[data-drop]");
if (!box) return;
const list = box.parentElement.querySelector(".drop-files");
list.replaceChildren(
...[...event.target.files].map((file) => {
const line = document.createElement("li");
line.textContent = `${file.name} · ${sizes.format(file.size / 1e6)}`;
return line;
}),
);
});
for (const [kind, over] of [["dragenter", true], ["dragover", true], ["dragleave", false], ["drop", false]]) {
document.addEventListener(kind, (event) => event.target.closest?.("[data-drop]")?.classList.toggle("is-over", over));
}
}
{
document.addEventListener("change", (event) => {
const form = event.target.matches?.("input[type=file]") && event.target.closest("form[data-slot]");
if (!form || !event.target.files.length) return;
const list = form.querySelector(".drop-files");
list.replaceChildren(
...[...event.target.files].map((file) => Object.assign(document.createElement("li"), { textContent: file.name })),
);
form.requestSubmit();
});
}
{
const rows = () => [...document.querySelectorAll("[data-key-row]")];
const here = () => document.querySelector("[data-key-row].is-here");
const move = (by) => {
const all = rows();
if (!all.length) return;
const at = all.indexOf(here());
const next = all[Math.min(Math.max(at + by, 0), all.length - 1)];
here()?.classList.remove("is-here");
next.classList.add("is-here");
next.querySelector("[data-key-open]")?.focus({ preventScroll: true });
next.scrollIntoView({ block: "nearest" });
};
const press = (key) => {
const selector = `[data-key="${CSS.escape(key)}"]`;
const target = here()?.querySelector(selector) ?? document.querySelector(`main ${selector}:not([data-key-row] *), header ${selector}`);
if (!target) return false;
target.matches("input, textarea, select") ? target.focus() : target.click();
return true;
};
const typing = (target) => target.closest("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");
document.addEventListener("keydown", (event) => {
if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
if (document.querySelector("dialog[open]")) return;
if (event.key === "j" || event.key === "k") {
if (!rows().length) return;
move(event.key === "j" ? 1 : -1);
} else if (event.key === "?" && document.getElementById("keys")) {
document.getElementById("keys").showModal();
} else if (event.key.length !== 1 || !press(event.key)) {
return;
}
event.preventDefault();
});
}
