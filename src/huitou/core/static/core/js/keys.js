// The desk's keys: j/k move over [data-key-row], Enter opens the row ([data-key-open]), any letter presses the
// [data-key="letter"] of the row one is on, else of the page; ? shows the list (dialog #keys). Never while typing.
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
