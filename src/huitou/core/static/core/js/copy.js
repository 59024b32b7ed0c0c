// Copies a reference and says so. data-copy: what; data-copied: the word to say.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch {
    // No permission: select the text so that the reader can copy it.
    getSelection().selectAllChildren(button.previousElementSibling);
    return;
  }
  document.dispatchEvent(new CustomEvent("huitou:say", { detail: { text: button.dataset.copied } }));
});
