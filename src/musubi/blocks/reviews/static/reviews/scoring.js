// Marking by keyboard: a digit in a row of levels marks that level and goes on to the next row.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !/^[0-9]$/.test(event.key)) return;
  const row = event.target.closest("fieldset[data-levels]");
  if (!row || event.target.type !== "radio") return;
  const wanted = [...row.querySelectorAll("input[type=radio]")].find((radio) => radio.value === event.key);
  if (!wanted) return;
  event.preventDefault();
  wanted.checked = true;
  wanted.dispatchEvent(new Event("change", { bubbles: true }));
  const rows = [...document.querySelectorAll("fieldset[data-levels]")];
  const next = rows[rows.indexOf(row) + 1];
  const first = next && (next.querySelector("input[type=radio]:checked") || next.querySelector("input[type=radio]"));
  (first || wanted).focus();
});
