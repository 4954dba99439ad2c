// Small helps on every page of the desk. Everything works without.
(function () {
  "use strict";

  // The summary of faults gets the focus, so that who listens hears it first.
  var summary = document.getElementById("fouten");
  if (summary) { summary.focus(); }

  // "Select all" on lists.
  document.querySelectorAll("[data-check-all]").forEach(function (all) {
    all.hidden = false;
    var box = all.querySelector("input") || all;
    box.addEventListener("change", function () {
      document.querySelectorAll(all.getAttribute("data-check-all")).forEach(function (item) { item.checked = box.checked; });
    });
  });
})();
