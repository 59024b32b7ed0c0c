// − and + beside a number field. Without this the field works alone.
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
