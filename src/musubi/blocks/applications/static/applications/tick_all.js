// One box ticks all applications of the page; without script each is ticked by itself.
for (const all of document.querySelectorAll("[data-ticks-all]")) {
  const boxes = all.form.querySelectorAll('input[name="application"]');
  all.hidden = false;
  all.addEventListener("change", () => { for (const box of boxes) box.checked = all.checked; });
  all.form.addEventListener("change", () => {
    const ticked = [...boxes].filter((box) => box.checked).length;
    all.checked = ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
  });
}
