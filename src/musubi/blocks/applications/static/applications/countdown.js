// Counts down to the end of a call from what the server said; without script the page shows the time that was left when it was opened.
(() => {
  "use strict";
  const begun = performance.now();
  const places = [...document.querySelectorAll("[data-left]")];
  const tell = (place) => {
    const left = Math.floor(Number(place.dataset.left) - (performance.now() - begun) / 1000);
    if (left <= 0) {
      place.textContent = place.dataset.over;
      return;
    }
    const parts = { days: Math.floor(left / 86400), hours: Math.floor((left % 86400) / 3600), minutes: Math.floor((left % 3600) / 60) };
    place.textContent = place.dataset.words.replace(/\{(\w+)\}/g, (_, name) => parts[name]);
  };
  if (places.length) setInterval(() => places.forEach(tell), 10000);
})();
