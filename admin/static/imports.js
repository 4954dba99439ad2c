// Shows how far an import is, until it is done. Without this script the page has a link to refresh it.
(function () {
  "use strict";

  var panel = document.querySelector("[data-progress]");
  if (!panel) { return; }
  var text = panel.querySelector("[data-progress-text]");
  var misses = 0;

  function look() {
    fetch(panel.getAttribute("data-progress"), { credentials: "same-origin", headers: { Accept: "application/json" } })
      .then(function (answer) { if (!answer.ok) { throw new Error("no answer"); } return answer.json(); })
      .then(function (found) {
        misses = 0;
        if (found.state !== panel.getAttribute("data-state")) { window.location.reload(); return; }
        if (text.textContent !== found.text) { text.textContent = found.text; }
        window.setTimeout(look, 2000);
      })
      .catch(function () {
        misses += 1;
        if (misses < 5) { window.setTimeout(look, 5000); }
      });
  }

  window.setTimeout(look, 2000);
})();
