// Finding entries while one types. Without this script the button does the same.
(function () {
  "use strict";
  var form = document.querySelector("[data-find]");
  var shown = document.getElementById("gevonden");
  if (!form || !shown) { return; }
  var box = form.querySelector("input[type=search]");
  var waiting = null;
  var asked = 0;
  box.addEventListener("input", function () {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(function () {
      var mine = asked += 1;
      fetch(form.getAttribute("data-find") + "?zoek=" + encodeURIComponent(box.value), { credentials: "same-origin" })
        .then(function (answer) { return answer.ok ? answer.text() : null; })
        .then(function (html) { if (html !== null && mine === asked) { shown.innerHTML = html; } })
        .catch(function () { /* The button still works. */ });
    }, 250);
  });
})();
