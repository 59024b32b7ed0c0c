// A photo or video that was taken is sent at once: one tap from the camera to the case.
document.addEventListener("change", (event) => {
  const form = event.target.matches?.("input[type=file]") && event.target.closest("form[data-slot]");
  if (!form || !event.target.files.length) return;
  const list = form.querySelector(".drop-files");
  list.replaceChildren(
    ...[...event.target.files].map((file) => Object.assign(document.createElement("li"), { textContent: file.name })),
  );
  form.requestSubmit();
});
