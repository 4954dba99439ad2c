// The results on a map: an extra beside the list, drawn from what the list holds. Leaflet and the base map are fetched
// when the map is first opened. Without tiles the base map is our own: a dot per postcode, and names of places.
"use strict";

(() => {
  const button = document.querySelector("[data-map-open]");
  const panel = document.querySelector("[data-map]");
  if (!button || !panel) return;
  const frame = panel.closest(".results-frame");
  const words = panel.dataset;
  let map = null;
  let results = null;

  const load = (tag, members) => new Promise((resolve, reject) => {
    const node = Object.assign(document.createElement(tag), members);
    node.onload = resolve;
    node.onerror = reject;
    document.head.append(node);
  });

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  const pin = (kind) => L.divIcon({ className: `map-pin map-pin-${kind}`, iconSize: [30, 38], iconAnchor: [15, 36], popupAnchor: [0, -32] });

  // Names of places, the largest first, as many as fit without touching.
  const drawNames = (layer, places, scale) => {
    layer.clearLayers();
    const bounds = map.getBounds();
    const taken = [];
    for (const [name, latitude, longitude, size] of places) {
      if (taken.length > 40 || (size < 2 && map.getZoom() < 10)) break;
      const point = [latitude / scale, longitude / scale];
      if (!bounds.contains(point)) continue;
      const at = map.latLngToContainerPoint(point);
      const half = name.length * 4 + 8;
      if (taken.some((other) => Math.abs(other.x - at.x) < other.half + half && Math.abs(other.y - at.y) < 22)) continue;
      taken.push({ x: at.x, y: at.y, half });
      const label = document.createElement("span");
      label.textContent = name;
      const icon = L.divIcon({ className: "map-name", html: label, iconSize: null });
      L.marker(point, { icon, interactive: false, keyboard: false, alt: "" }).addTo(layer);
    }
  };

  const drawCountry = async () => {
    const country = await (await fetch(words.basemap, { credentials: "omit" })).json();
    const canvas = L.canvas({ padding: 0.3 });
    const dots = L.layerGroup().addTo(map);
    let latitude = 0;
    let longitude = 0;
    for (let place = 0; place < country.points.length; place += 2) {
      latitude += country.points[place];
      longitude += country.points[place + 1];
      L.circleMarker([latitude / country.scale, longitude / country.scale],
        { renderer: canvas, radius: 2.5, stroke: false, fillOpacity: 0.75, fillColor: colour("--map-dot"), interactive: false }).addTo(dots);
    }
    const names = L.layerGroup().addTo(map);
    const draw = () => drawNames(names, country.places, country.scale);
    map.on("moveend", draw);
    draw();
    map.attributionControl.addAttribution(country.attribution);
  };

  // The cards that have a place, as markers that lead back to the list.
  const drawResults = () => {
    results.clearLayers();
    const points = [];
    const head = document.querySelector("[data-origin-lat]");
    if (head) {
      const origin = [Number(head.dataset.originLat), Number(head.dataset.originLon)];
      points.push(origin);
      L.marker(origin, { icon: pin("origin"), title: words.origin, alt: words.origin, keyboard: false, interactive: false }).addTo(results);
    }
    for (const card of frame.querySelectorAll(".result[data-lat]")) {
      const point = [Number(card.dataset.lat), Number(card.dataset.lon)];
      const title = card.querySelector(".result-title").textContent.trim();
      const link = document.createElement("a");
      link.href = `#${card.id}`;
      link.textContent = title;
      points.push(point);
      L.marker(point, { icon: pin("care"), title, alt: title, riseOnHover: true }).bindPopup(link).addTo(results);
    }
    if (points.length) map.fitBounds(points, { padding: [36, 36], maxZoom: 12, animate: false });
    else map.fitBounds([[50.75, 3.3], [53.55, 7.2]], { animate: false });
  };

  const open = async () => {
    await Promise.all([load("link", { rel: "stylesheet", href: words.style }), load("script", { src: words.script })]);
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    map = L.map(panel.querySelector("[data-map-canvas]"), {
      minZoom: 6, maxZoom: 15, zoomControl: false, zoomAnimation: !still, fadeAnimation: !still, markerZoomAnimation: !still,
      maxBounds: [[49.5, 1], [55, 9.5]],
    });
    map.attributionControl.setPrefix(false);
    L.control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
    results = L.featureGroup().addTo(map);
    drawResults();
    if (words.tiles) L.tileLayer(words.tiles, { attribution: words.tilesBy, maxZoom: 15 }).addTo(map);
    else await drawCountry();
    document.addEventListener("results", drawResults);
  };

  button.hidden = false;
  button.addEventListener("click", async () => {
    const showing = panel.hidden;
    panel.hidden = !showing;
    frame.classList.toggle("with-map", showing);
    button.setAttribute("aria-expanded", String(showing));
    button.querySelector("[data-map-word]").textContent = showing ? words.hide : words.show;
    if (!showing) return;
    if (!map) {
      try {
        await open();
      } catch {
        panel.querySelector("[data-map-failed]").hidden = false;
      }
    } else map.invalidateSize();
  });
})();
