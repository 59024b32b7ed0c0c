// Takes the secret from behind the # of the address, clears the address, and posts it: no server log ever sees it.
const form = document.querySelector("[data-secret-form]");

const send = () => {
  const secret = location.hash.slice(1);
  if (!form || !secret) return;
  history.replaceState(null, "", location.pathname + location.search);
  form.elements.secret.value = secret;
  form.requestSubmit();
};

addEventListener("hashchange", send);
send();
