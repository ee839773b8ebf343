// Dragging a stop to another place of its day or of another, by pointer; the plan is made anew by the server, with the
// sequence that was put. Without script, and by keyboard, the buttons beside each stop do the same.

const grip = '<svg class="i" aria-hidden="true" focusable="false"><use href="#i-grip"/></svg>';
const EDGE = 60;

function prepare() {
  const lists = [...document.querySelectorAll("ol.tour")];
  for (const list of lists) {
    if (list.dataset.ready) continue;
    list.dataset.ready = "yes";
    const stops = [...list.querySelectorAll("li.stop")];
    if (stops.length < 2 && lists.length < 2) continue;
    for (const stop of stops) {
      const handle = document.createElement("span");
      handle.className = "icon-b handle";
      handle.setAttribute("aria-hidden", "true");
      handle.innerHTML = grip;
      stop.querySelector(".stop-edit").prepend(handle);
      handle.addEventListener("pointerdown", (event) => drag(event, stop));
    }
  }
}

function order(list) {
  return [...list.querySelectorAll("li.stop")].map((stop) => stop.dataset.spot).join("-");
}

function drag(event, stop) {
  event.preventDefault();
  const lists = [...document.querySelectorAll("ol.tour")];
  const home = stop.parentElement, before = order(home);
  stop.classList.add("is-dragged");
  for (const list of lists) list.classList.add("is-sorting");
  const move = (at) => {
    if (at.clientY < EDGE) window.scrollBy(0, -12);
    if (at.clientY > window.innerHeight - EDGE) window.scrollBy(0, 12);
    const list = lists.findLast((one) => one.getBoundingClientRect().top <= at.clientY) ?? lists[0];
    const others = [...list.querySelectorAll("li.stop")].filter((one) => one !== stop);
    const next = others.find((one) => at.clientY < one.getBoundingClientRect().top + one.offsetHeight / 2);
    const target = next ?? list.lastElementChild;
    if (stop.nextElementSibling !== target) list.insertBefore(stop, target);
  };
  const done = () => {
    document.removeEventListener("pointermove", move);
    stop.classList.remove("is-dragged");
    for (const list of lists) list.classList.remove("is-sorting");
    const list = stop.parentElement, after = order(list);
    if (list !== home || after !== before) submit(`order:${list.dataset.day}:${after}`);
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
