// The point of a location on a map of our own: moved with the mouse or the arrow keys. The two numbers are always there,
// and stay what is saved. Leaflet and the base map are fetched when somebody first opens a map.
(function () {
  "use strict";
  var form = document.querySelector("form.record-form");
  if (!form) { return; }
  var COUNTRY = [[50.75, 3.35], [53.5, 7.2]];
  var loading = null;
  var country = null;

  function load(tag, members) {
    return new Promise(function (resolve, reject) {
      var node = Object.assign(document.createElement(tag), members);
      node.onload = resolve;
      node.onerror = reject;
      document.head.append(node);
    });
  }

  function fetchMap(words) {
    loading = loading || Promise.all([
      load("link", { rel: "stylesheet", href: words.mapStyle }),
      load("script", { src: words.mapScript }),
      fetch(words.mapBase, { credentials: "omit" }).then(function (answer) { return answer.json(); }).then(function (json) { country = json; }),
    ]);
    return loading;
  }

  function colour(name) { return getComputedStyle(document.body).getPropertyValue(name).trim(); }

  // A dot per postcode, and the names of places as far as they fit.
  function drawCountry(map) {
    var canvas = L.canvas({ padding: 0.3 });
    var latitude = 0, longitude = 0;
    for (var place = 0; place < country.points.length; place += 2) {
      latitude += country.points[place];
      longitude += country.points[place + 1];
      L.circleMarker([latitude / country.scale, longitude / country.scale],
        { renderer: canvas, radius: 2.5, stroke: false, fillOpacity: 0.5, fillColor: colour("--line-strong"), interactive: false }).addTo(map);
    }
    var names = L.layerGroup().addTo(map);
    function drawNames() {
      names.clearLayers();
      var bounds = map.getBounds();
      var taken = [];
      country.places.some(function (item) {
        if (taken.length > 30 || (item[3] < 2 && map.getZoom() < 10)) { return true; }
        var point = [item[1] / country.scale, item[2] / country.scale];
        if (!bounds.contains(point)) { return false; }
        var at = map.latLngToContainerPoint(point);
        var half = item[0].length * 4 + 8;
        if (taken.some(function (other) { return Math.abs(other.x - at.x) < other.half + half && Math.abs(other.y - at.y) < 22; })) { return false; }
        taken.push({ x: at.x, y: at.y, half: half });
        var label = document.createElement("span");
        label.textContent = item[0];
        L.marker(point, { icon: L.divIcon({ className: "pin-name", html: label, iconSize: null }), interactive: false, keyboard: false, alt: "" }).addTo(names);
        return false;
      });
    }
    map.on("moveend", drawNames);
    drawNames();
    map.attributionControl.addAttribution(country.attribution);
  }

  function number(input) {
    var value = Number(input.value.trim().replace(",", "."));
    return input.value.trim() !== "" && Number.isFinite(value) ? value : null;
  }

  function open(box) {
    var words = box.dataset;
    var place = words.pin;
    var latitude = document.getElementById(place + ".latitude");
    var longitude = document.getElementById(place + ".longitude");
    var precision = form.elements.namedItem(place + ".point_precision");
    var said = box.querySelector("[data-pin-said]");
    var shown = box.querySelector("[data-pin-map]");
    var still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    var map = L.map(shown, { minZoom: 6, maxZoom: 18, zoomControl: false, zoomAnimation: !still, fadeAnimation: !still, markerZoomAnimation: !still, maxBounds: [[49.5, 1], [55, 9.5]] });
    L.control.zoom({ zoomInTitle: words.wordIn, zoomOutTitle: words.wordOut }).addTo(map);
    var begin = number(latitude) !== null && number(longitude) !== null ? [number(latitude), number(longitude)] : null;
    if (begin) { map.setView(begin, words.mapTiles ? 16 : 11, { animate: false }); } else { map.fitBounds(COUNTRY, { animate: false }); }
    map.attributionControl.setPrefix(false);
    if (words.mapTiles) { L.tileLayer(words.mapTiles, { attribution: words.mapTilesBy, maxZoom: 18 }).addTo(map); } else { drawCountry(map); }
    var icon = L.divIcon({ className: "pin-mark", iconSize: [30, 30], iconAnchor: [15, 36] });
    var pin = L.marker(begin || map.getCenter(), { icon: icon, draggable: true, autoPan: true, keyboard: true, title: words.wordPin, alt: words.wordPin }).addTo(map);
    var node = pin.getElement();
    node.setAttribute("aria-label", words.wordPin);

    function moved() {
      var point = pin.getLatLng();
      latitude.value = point.lat.toFixed(6);
      longitude.value = point.lng.toFixed(6);
      // A point that a person put there is the address itself.
      if (precision) { precision.value = "address"; }
      Array.from(said.parentNode.children).forEach(function (item) { item.hidden = item !== said; });
      said.textContent = words.wordMoved + " " + latitude.value + ", " + longitude.value + ": " + words.wordExact + ".";
      latitude.dispatchEvent(new Event("input", { bubbles: true }));
    }

    pin.on("dragend", moved);
    map.on("click", function (event) { pin.setLatLng(event.latlng); moved(); });
    node.addEventListener("keydown", function (event) {
      var steps = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[event.key];
      if (!steps) { return; }
      event.preventDefault();
      event.stopPropagation();
      var far = event.shiftKey ? 20 : 2;
      var spot = map.latLngToContainerPoint(pin.getLatLng()).add([steps[0] * far, steps[1] * far]);
      pin.setLatLng(map.containerPointToLatLng(spot));
      map.panInside(pin.getLatLng(), { padding: [40, 40], animate: false });
      moved();
    });
    [latitude, longitude].forEach(function (input) {
      input.addEventListener("change", function () {
        if (number(latitude) === null || number(longitude) === null) { return; }
        pin.setLatLng([number(latitude), number(longitude)]);
        map.setView(pin.getLatLng(), Math.max(map.getZoom(), 10), { animate: false });
      });
    });
    box.pinMap = map;
    node.focus();
  }

  form.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("[data-pin-open]");
    if (!button) { return; }
    var box = button.closest("[data-pin]");
    var shown = box.querySelector("[data-pin-map]");
    var showing = shown.hidden;
    shown.hidden = !showing;
    button.setAttribute("aria-expanded", String(showing));
    button.textContent = showing ? box.dataset.wordHide : box.dataset.wordShow;
    if (!showing) { return; }
    if (box.pinMap) { box.pinMap.invalidateSize(); return; }
    fetchMap(box.dataset).then(function () { open(box); }).catch(function () {
      var said = box.querySelector("[data-pin-said]");
      shown.hidden = true;
      said.hidden = false;
      said.textContent = box.dataset.wordFailed;
    });
  });

  function offer() {
    form.querySelectorAll("[data-pin-open]").forEach(function (button) { button.hidden = false; });
  }
  offer();
  document.addEventListener("desk:form-replaced", offer);
})();
