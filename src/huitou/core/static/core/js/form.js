// A form is sent once: the pressed button is busy until the next page. Errors that came back take the focus.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "dialog" || form.matches("[hx-post],[hx-get],[data-hx-post]")) return;
  // What opens beside this page leaves it as it is.
  if (event.submitter?.formTarget) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
});

// Back from the cache: the page may be used again.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const busy of document.querySelectorAll(".button[aria-busy]")) busy.removeAttribute("aria-busy");
});

document.querySelector("[data-focus]")?.focus();
