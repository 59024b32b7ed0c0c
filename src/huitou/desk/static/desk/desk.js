// The queue: rows that somebody else decided meanwhile stay where they are, and say so; a decided row hands the keys on.
const settle = () => {
  const told = document.querySelector("[data-gone]");
  if (!told) return;
  for (const key of told.dataset.gone.split(" ").filter(Boolean)) {
    const known = document.querySelector(`[name="known"][value="${CSS.escape(key)}"]`);
    const row = known?.closest(".queue-row");
    if (!row || row.classList.contains("is-gone")) continue;
    row.classList.add("is-gone");
    const action = row.querySelector(".queue-action");
    const word = document.createElement("span");
    word.className = "tag";
    word.textContent = told.dataset.goneWord;
    action.replaceChildren(word);
    known.remove();
  }
};

document.addEventListener("htmx:afterSettle", (event) => {
  settle();
  const done = event.detail?.elt?.matches?.(".queue-done") ? event.detail.elt : null;
  if (!done) return;
  const next = done.nextElementSibling?.querySelector?.("[data-key-row]");
  document.querySelector("[data-key-row].is-here")?.classList.remove("is-here");
  if (next) {
    next.classList.add("is-here");
    next.querySelector("[data-key-open]")?.focus({ preventScroll: true });
  } else done.focus({ preventScroll: true });
});

// A photo is looked at large in a dialog; without this its link opens the picture itself.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-photo]");
  const dialog = document.getElementById("photo");
  if (!link || !dialog) return;
  event.preventDefault();
  const image = dialog.querySelector("img");
  image.src = link.href;
  image.alt = link.dataset.photo;
  dialog.showModal();
});

// The colour of the brand while it is chosen: the sample takes it, and whether it can be read is said (4.5 : 1 on paper).
const colour = document.querySelector("[data-brand-colour]");
const sample = document.querySelector("[data-brand-sample]");
const verdict = document.querySelector("[data-brand-contrast]");
const PAPER = [251, 250, 247];
const light = (rgb) =>
  rgb
    .map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, place) => sum + part * [0.2126, 0.7152, 0.0722][place], 0);
if (colour && sample && verdict) {
  colour.addEventListener("input", () => {
    sample.style.setProperty("--accent", colour.value);
    const rgb = [1, 3, 5].map((from) => Number.parseInt(colour.value.slice(from, from + 2), 16));
    const ratio = (light(PAPER) + 0.05) / (light(rgb) + 0.05);
    verdict.textContent = `${ratio.toFixed(1)} : 1. ${ratio >= 4.5 ? verdict.dataset.good : verdict.dataset.pale}`;
    verdict.hidden = false;
  });
}

// How the case stands is not redrawn under an open dialog; once it is closed, it is.
document.addEventListener("htmx:beforeRequest", (event) => {
  const stand = event.target;
  if (stand.id !== "stand" || !stand.querySelector("dialog[open]")) return;
  event.preventDefault();
  stand.dataset.stale = "yes";
});
document.addEventListener(
  "close",
  (event) => {
    const stand = event.target.closest?.("#stand");
    if (!stand?.dataset.stale) return;
    delete stand.dataset.stale;
    stand.dispatchEvent(new CustomEvent("stale"));
  },
  true,
);

// On a phone the parts of the desk scroll sideways: the one that is open stands in view.
document.querySelectorAll(".desk-nav [aria-current], .tabs [aria-current]").forEach((part) => {
  const row = part.parentElement;
  row.scrollLeft = part.offsetLeft - (row.clientWidth - part.offsetWidth) / 2;
});
