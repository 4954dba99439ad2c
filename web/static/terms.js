// The meaning of a marked word in a small box beside it: on focus, on hover, or on the first tap. Without this script
// the word is a link to its page, and every meaning stands below the text.
"use strict";

(() => {
  const english = document.documentElement.lang === "en";
  const more = english ? "More about this term" : "Meer over dit begrip";
  const words = document.querySelectorAll("a.glossary-term[title]");
  let open = null;

  function close() {
    if (!open) return;
    open.word.removeAttribute("aria-describedby");
    open.box.remove();
    open = null;
  }

  function show(word) {
    if (open?.word === word) return;
    close();
    const box = document.createElement("div");
    box.className = "term-box";
    box.id = "term-box";
    box.setAttribute("role", "tooltip");
    const meaning = document.createElement("p");
    meaning.textContent = word.dataset.meaning;
    const link = document.createElement("a");
    link.href = word.href;
    link.tabIndex = -1;
    link.textContent = more;
    box.append(meaning, link);
    document.querySelector("main").append(box);
    const place = word.getBoundingClientRect();
    const left = Math.max(16, Math.min(place.left, document.documentElement.clientWidth - box.offsetWidth - 16));
    box.style.left = `${left + window.scrollX}px`;
    box.style.top = `${place.bottom + window.scrollY + 6}px`;
    word.setAttribute("aria-describedby", box.id);
    box.addEventListener("mouseleave", (event) => { if (event.relatedTarget !== word) close(); });
    open = { word, box };
  }

  for (const word of words) {
    // The browser's own hint never shows on a touch screen or by keyboard, and would show twice with a mouse.
    word.dataset.meaning = word.title;
    word.removeAttribute("title");
    word.addEventListener("focus", () => show(word));
    word.addEventListener("blur", (event) => { if (!open?.box.contains(event.relatedTarget)) close(); });
    word.addEventListener("mouseenter", () => show(word));
    word.addEventListener("mouseleave", (event) => { if (!open?.box.contains(event.relatedTarget)) close(); });
    let touched = false;
    word.addEventListener("pointerdown", (event) => { touched = event.pointerType === "touch" && open?.word !== word; });
    word.addEventListener("click", (event) => {
      if (!touched) return;
      event.preventDefault();
      touched = false;
      show(word);
    });
  }
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
  document.addEventListener("pointerdown", (event) => {
    if (open && !open.box.contains(event.target) && event.target !== open.word) close();
  });
})();
