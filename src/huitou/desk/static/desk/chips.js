// Variables as chips: a click puts one where the cursor stood. Without this script they are typed as {order}.
let field = document.querySelector("textarea[data-chips]");

document.addEventListener("focusin", ({ target }) => {
  if (target.matches("[data-chips]")) field = target;
});

for (const shown of document.querySelectorAll("[data-chip]")) {
  const chip = document.createElement("button");
  chip.type = "button";
  chip.className = "chip";
  chip.textContent = shown.dataset.chip;
  chip.addEventListener("click", () => {
    field.setRangeText(shown.dataset.chip, field.selectionStart, field.selectionEnd, "end");
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  shown.replaceWith(chip);
}

// A backspace right behind a variable takes it away whole: half a variable is none.
document.addEventListener("keydown", (event) => {
  const { target, key } = event;
  if (key !== "Backspace" || !target.matches?.("[data-chips]") || target.selectionStart !== target.selectionEnd) return;
  const before = target.value.slice(0, target.selectionStart).match(/\{[a-z]+\}$/);
  if (!before) return;
  event.preventDefault();
  target.setRangeText("", target.selectionStart - before[0].length, target.selectionStart, "end");
  target.dispatchEvent(new Event("input", { bubbles: true }));
});
