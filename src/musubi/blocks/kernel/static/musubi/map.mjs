// The browser's map: MapLibre on our own GeoJSON, loaded once the map comes into view. Without script or WebGL the server's
// drawing stays. The plan is read anew from its JSON element after htmx has swapped the page's parts.

const HUES = ["--map-day-1", "--map-day-2", "--map-day-3"];

for (const element of document.querySelectorAll("[data-map]")) watch(element);

function watch(element) {
  const drawing = element.parentElement;
  const seen = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    seen.disconnect();
    draw(element).catch((error) => { element.hidden = true; drawing.classList.remove("is-live"); console.warn("map:", error.message); });
  });
  seen.observe(drawing);
}

async function draw(element) {
  if (!document.createElement("canvas").getContext("webgl2")) return;
  const library = await import(element.dataset.library);
  library.setWorkerUrl(element.dataset.worker);
  const background = await (await fetch(element.dataset.background)).json();
  element.hidden = false;
  const map = new library.Map({
    container: element, style: style(element, background), attributionControl: false, dragRotate: false, pitchWithRotate: false,
    touchPitch: false, cooperativeGestures: matchMedia("(pointer: coarse)").matches, center: [139.47, 35.79], zoom: 11, maxZoom: 18, minZoom: 8,
    locale: { "NavigationControl.ZoomIn": element.dataset.zoomIn, "NavigationControl.ZoomOut": element.dataset.zoomOut, "Map.Title": element.dataset.label },
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new library.NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new library.ScaleControl({ maxWidth: 90 }), "bottom-left");
  if (element.dataset.tiles) map.addControl(new library.AttributionControl({ compact: true }), "bottom-right");
  await new Promise((done) => map.once("load", done));
  element.parentElement.classList.add("is-live");
  map.resize();
  const markers = [];
  const show = () => route(library, map, element, markers);
  show();
  document.body.addEventListener("htmx:afterSettle", show);
  element.dataset.ready = "yes";
}

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim() || "#333";
}

function style(element, background) {
  const of = (layer) => ({ type: "FeatureCollection", features: background.features.filter((one) => one.properties.layer === layer) });
  const source = (layer) => ({ type: "geojson", data: of(layer) });
  const font = ["sans-serif"];
  const text = (layer, from, size, tint) => ({
    id: `${layer}-name`, type: "symbol", source: layer, minzoom: from,
    layout: { "text-field": ["get", "name"], "text-font": font, "text-size": size, "text-offset": layer === "town" ? [0, 0] : [0, 1.1], "text-optional": true },
    paint: { "text-color": colour(tint), "text-halo-color": colour("--map-paper"), "text-halo-width": 1.5 },
  });
  const dot = (layer, from, radius, fill) => ({
    id: layer, type: "circle", source: layer, minzoom: from,
    paint: { "circle-radius": radius, "circle-color": colour(fill), "circle-stroke-color": colour("--map-paper"), "circle-stroke-width": 1.5 },
  });
  const tiles = element.dataset.tiles
    ? { source: { type: "raster", tiles: [element.dataset.tiles], tileSize: 256, attribution: element.dataset.tilesAttribution }, layer: { id: "tiles", type: "raster", source: "tiles" } }
    : null;
  return {
    version: 8,
    sources: {
      outline: source("outline"), town: source("town"), spot: source("spot"), wifi: source("wifi"), station: source("station"),
      route: { type: "geojson", data: { type: "FeatureCollection", features: [] } }, ...(tiles ? { tiles: tiles.source } : {}),
    },
    layers: [
      { id: "paper", type: "background", paint: { "background-color": colour("--map-around") } },
      ...(tiles ? [tiles.layer] : [{ id: "land", type: "fill", source: "outline", paint: { "fill-color": colour("--map-paper") } }]),
      { id: "border", type: "line", source: "outline", paint: { "line-color": colour("--map-border"), "line-width": 1.2 } },
      { id: "route", type: "line", source: "route", layout: { "line-join": "round", "line-cap": "round" }, paint: { "line-color": ["get", "colour"], "line-width": 4, "line-opacity": 0.85 } },
      dot("wifi", 12, 3, "--map-wifi"), dot("spot", 10, 4, "--map-spot"), dot("station", 9, 5, "--map-ink"),
      text("town", 14, 11, "--map-quiet"), text("spot", 14.5, 12, "--map-ink"), text("station", 11, 12, "--map-ink"),
      { ...text("outline", 8, 13, "--map-quiet"), id: "outline-name", maxzoom: 13, layout: { "text-field": ["get", "name"], "text-font": font, "text-size": 13 } },
    ],
  };
}

function route(library, map, element, markers) {
  const holder = document.getElementById(element.dataset.plan);
  for (const marker of markers.splice(0)) marker.remove();
  const plan = holder ? JSON.parse(holder.textContent) : { days: [], stops: [], ends: [] };
  const lines = plan.days.map(({ day, way }) => ({ type: "Feature", properties: { colour: colour(HUES[(day - 1) % 3]) }, geometry: { type: "LineString", coordinates: way } }));
  map.getSource("route").setData({ type: "FeatureCollection", features: lines });
  for (const stop of plan.stops) {
    const place = stop.number && document.getElementById(`stop-${stop.number}`);
    const pin = document.createElement(place ? "a" : "span");
    pin.className = `map-pin day-${stop.day}`;
    if (place) pin.href = `#${place.id}`;
    pin.textContent = stop.number;
    pin.title = stop.name;
    markers.push(new library.Marker({ element: pin }).setLngLat(stop.at).addTo(map));
    if (place) pin.removeAttribute("role");
    else pin.setAttribute("role", "img");
    pin.setAttribute("aria-label", `${stop.number} ${stop.name}`.trim());
  }
  const points = [...plan.ends.map((end) => end.at), ...plan.stops.map((stop) => stop.at), ...plan.days.flatMap((line) => line.way)];
  const all = points.length ? points : map.querySourceFeatures("spot").map((one) => one.geometry.coordinates);
  if (!all.length) return;
  const bounds = all.reduce((box, at) => box.extend(at), new library.LngLatBounds(all[0], all[0]));
  map.fitBounds(bounds, { padding: 48, maxZoom: all.length > 1 ? 15 : 13, animate: false });
}
