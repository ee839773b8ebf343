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

// What was written since the last save is saved when the page is left or put aside, before the pause after the last key is over.
(() => {
  const form = document.getElementById("sheet");
  if (!form) return;
  let written = 0;
  let underway = 0;
  let saved = 0;
  const change = () => (written += 1);
  form.addEventListener("input", change);
  form.addEventListener("change", change);
  form.addEventListener("submit", () => (saved = written)); // the button sends all of it
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target === form) underway = written;
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (event.target === form && event.detail.successful) saved = Math.max(saved, underway);
  });
  const leave = () => {
    if (saved >= written) return;
    saved = written;
    fetch(form.getAttribute("hx-post"), { method: "POST", body: new FormData(form), keepalive: true }).catch(() => (saved = -1));
  };
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") leave();
  });
  window.addEventListener("pagehide", leave);
})();
