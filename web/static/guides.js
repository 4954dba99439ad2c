// Copying a letter or a link. Without it, one selects the text oneself.
"use strict";

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  const text = button.querySelector("[data-copied]");
  const label = text.textContent;
  const told = document.createElement("span");
  told.className = "visually-hidden";
  told.setAttribute("role", "status");
  button.after(told);
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
    text.textContent = told.textContent = text.dataset.copied;
    setTimeout(() => { text.textContent = label; told.textContent = ""; }, 3000);
  });
}
