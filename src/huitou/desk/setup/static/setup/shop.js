// Fills in the usual currency and time zone when the country changes, unless somebody has chosen their own.
const form = document.querySelector("[data-shop-form]");
const usual = JSON.parse(document.getElementById("usual").textContent);
const chosen = new Set();

for (const name of ["currency", "timezone"]) {
  form.elements[name].addEventListener("change", () => chosen.add(name));
}
form.elements.country.addEventListener("change", () => {
  const [currency, timezone] = usual[form.elements.country.value] ?? [];
  for (const [name, value] of Object.entries({ currency, timezone })) {
    if (value && !chosen.has(name)) form.elements[name].value = value;
  }
});
