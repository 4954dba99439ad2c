// The edit forms: rows are added and moved without leaving the page, what is typed is kept every 20 seconds, long texts
// are counted, and leaving with unsaved changes asks. Without this script the buttons post the form and all is the same.
(function () {
  "use strict";
  var form = document.querySelector("form.record-form");
  if (!form) { return; }
  var english = document.documentElement.lang === "en";
  var dirty = false;
  var leaving = false;
  var unkept = false;

  function changed() { dirty = true; unkept = true; }
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);

  window.addEventListener("beforeunload", function (event) {
    if (dirty && !leaving) { event.preventDefault(); event.returnValue = ""; }
  });

  // Row buttons: post the form in the background and take the new form from the answer.
  form.addEventListener("submit", function (event) {
    var button = event.submitter;
    if (!button || !button.hasAttribute("data-row-button")) { leaving = true; return; }
    event.preventDefault();
    var body = new URLSearchParams(new FormData(form));
    body.append("do", button.value);
    button.disabled = true;
    fetch(form.action, { method: "POST", body: body, headers: { "X-Part": "form" }, credentials: "same-origin" })
      .then(function (answer) {
        if (!answer.ok) { throw new Error(String(answer.status)); }
        return answer.text();
      })
      .then(function (html) {
        var fresh = new DOMParser().parseFromString(html, "text/html").querySelector("form.record-form");
        if (!fresh) { throw new Error("no form"); }
        form.replaceChildren.apply(form, Array.from(fresh.childNodes));
        changed();
        count();
        var place = document.getElementById(fresh.getAttribute("data-pressed") || "");
        if (place) {
          place.classList.add("group-new");
          (place.querySelector("input:not([type=hidden]), textarea, select") || place).focus();
        }
        document.dispatchEvent(new CustomEvent("desk:form-replaced"));
      })
      .catch(function () {
        // The plain way: the browser posts it and shows the answer.
        button.disabled = false;
        button.removeAttribute("data-row-button");
        leaving = true;
        form.requestSubmit(button);
      });
  });

  // Keep what is typed.
  var place = form.getAttribute("data-keep");
  window.setInterval(function () {
    if (!unkept || leaving || !place) { return; }
    unkept = false;
    fetch(place, { method: "POST", body: new URLSearchParams(new FormData(form)), credentials: "same-origin" })
      .then(function (answer) {
        var told = form.querySelector("[data-kept]");
        if (!told) { return; }
        if (answer.status === 204) {
          var time = new Date().toLocaleTimeString(english ? "en-GB" : "nl-NL", { hour: "2-digit", minute: "2-digit" });
          told.textContent = (english ? "Kept for you at " : "Voor u vastgehouden om ") + time;
        } else {
          unkept = true;
        }
      })
      .catch(function () { unkept = true; });
  }, 20000);

  // Counters of long texts.
  function count() {
    form.querySelectorAll("textarea[data-longest]").forEach(function (area) {
      if (area.dataset.counted) { return; }
      area.dataset.counted = "1";
      var most = Number(area.getAttribute("data-longest"));
      var told = Array.from(form.querySelectorAll("[data-counter]")).find(function (item) {
        return item.getAttribute("data-counter") === area.id;
      });
      if (!told) { return; }
      function tell() {
        var length = area.value.length;
        told.textContent = english ? length + " of " + most + " characters" : length + " van " + most + " tekens";
        told.classList.toggle("counter-over", length > most);
      }
      area.addEventListener("input", tell);
      tell();
    });
  }
  count();
})();
