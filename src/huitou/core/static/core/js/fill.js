// What fills a number field: a slider or a button with `data-fill` (the field's id). Hidden until this runs.
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
