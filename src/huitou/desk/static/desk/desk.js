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

// The colour of the brand while it is chosen.
const colour = document.querySelector("[data-brand-colour]");
const sample = document.querySelector("[data-brand-sample]");
if (colour && sample) {
  const paint = () => sample.style.setProperty("--accent", colour.value);
  colour.addEventListener("input", paint);
}
