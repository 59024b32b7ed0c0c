// The secret of a signed link stands behind the "#", which no server sees: it is posted, and taken out of the address.
const form = document.querySelector("[data-enter]");
const secret = location.hash.slice(1);

if (form && secret) {
  history.replaceState(null, "", location.pathname + location.search);
  form.elements.secret.value = secret;
  form.requestSubmit();
}
