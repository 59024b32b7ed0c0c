// Names the chosen files under a drop field and shows when a file is held over it.
const sizes = new Intl.NumberFormat(document.documentElement.lang || "en", {
  style: "unit",
  unit: "megabyte",
  maximumFractionDigits: 1,
});

document.addEventListener("change", (event) => {
  const box = event.target.closest?.("[data-drop]");
  if (!box) return;
  const list = box.parentElement.querySelector(".drop-files");
  list.replaceChildren(
    ...[...event.target.files].map((file) => {
      const line = document.createElement("li");
      line.textContent = `${file.name} · ${sizes.format(file.size / 1e6)}`;
      return line;
    }),
  );
});

for (const [kind, over] of [["dragenter", true], ["dragover", true], ["dragleave", false], ["drop", false]]) {
  document.addEventListener(kind, (event) => event.target.closest?.("[data-drop]")?.classList.toggle("is-over", over));
}
