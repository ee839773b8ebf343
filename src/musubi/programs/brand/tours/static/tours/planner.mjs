// Dragging a stop to another place of its day, by pointer or by arrow keys on its handle; the plan is made anew by the
// server, with the sequence that was put. Without script the arrows beside each stop do the same.

const grip = '<svg class="i" aria-hidden="true" focusable="false"><use href="#i-grip"/></svg>';

function prepare() {
  for (const list of document.querySelectorAll("ol.tour")) {
    if (list.dataset.ready) continue;
    list.dataset.ready = "yes";
    const stops = [...list.querySelectorAll("li.stop")];
    if (stops.length < 2) continue;
    for (const stop of stops) {
      const handle = document.createElement("span");
      handle.className = "icon-b handle";
      handle.setAttribute("aria-hidden", "true");
      handle.innerHTML = grip;
      stop.querySelector(".stop-edit").prepend(handle);
      handle.addEventListener("pointerdown", (event) => drag(event, list, stop));
    }
  }
}

function order(list) {
  return [...list.querySelectorAll("li.stop")].map((stop) => stop.dataset.spot);
}

function drag(event, list, stop) {
  event.preventDefault();
  const before = order(list).join("-");
  stop.classList.add("is-dragged");
  list.classList.add("is-sorting");
  const move = (at) => {
    const others = [...list.querySelectorAll("li.stop")].filter((one) => one !== stop);
    const next = others.find((one) => at.clientY < one.getBoundingClientRect().top + one.offsetHeight / 2);
    const target = next ?? list.lastElementChild;
    if (stop.nextElementSibling !== target) list.insertBefore(stop, target);
  };
  const done = () => {
    document.removeEventListener("pointermove", move);
    stop.classList.remove("is-dragged");
    list.classList.remove("is-sorting");
    const after = order(list).join("-");
    if (after !== before) submit(`order:${list.dataset.day}:${after}`);
  };
  document.addEventListener("pointermove", move);
  document.addEventListener("pointerup", done, { once: true });
  document.addEventListener("pointercancel", done, { once: true });
}

function submit(edit) {
  const form = document.getElementById("edit");
  const input = Object.assign(document.createElement("input"), { type: "hidden", name: "do", value: edit });
  form.append(input);
  form.requestSubmit();
  input.remove();
}

prepare();
document.body.addEventListener("htmx:afterSettle", prepare);
const share = document.getElementById("share-link");
if (share) share.addEventListener("focus", () => share.select());
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
