// Small comforts for every page. Everything works without them.
"use strict";

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// After a form with faults, the reader starts at the list of faults.
document.querySelector("[data-focus]")?.focus();
