// Forms marked data-busy take seconds: after one, say that the work goes on, and keep the button from being pressed twice.
"use strict";
document.addEventListener("submit", event => {
  const form = event.target;
  const note = document.querySelector("[data-busy-note]");
  if (!form.matches("form[data-busy]") || !note) return;
  for (const button of form.querySelectorAll("button[type=submit]")) button.setAttribute("aria-disabled", "true");
  if (form.dataset.busy === "sent") { event.preventDefault(); return; }
  form.dataset.busy = "sent";
  window.setTimeout(() => { note.hidden = false; }, 1000);
});
window.addEventListener("pageshow", event => {
  if (!event.persisted) return;  // back from the next page: the form can be sent again
  for (const form of document.querySelectorAll("form[data-busy]")) form.dataset.busy = "";
});
