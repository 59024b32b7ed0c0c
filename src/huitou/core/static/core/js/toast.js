// Passing news: document.dispatchEvent(new CustomEvent("huitou:say", {detail: {text}})); six seconds, then gone.
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
