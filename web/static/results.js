// Filters that work at once, and links that change only the list. Without this the same forms and links load a page.
"use strict";

(() => {
  const place = document.querySelector("[data-results]");
  if (!place) return;
  const wide = matchMedia("(min-width: 62rem)");
  let asked = 0;

  const openFilters = () => {
    if (wide.matches) for (const details of document.querySelectorAll("[data-wide-open]")) details.open = true;
    for (const button of place.querySelectorAll("[data-apply]")) button.hidden = true;
  };

  // Four digits at most may stand in an address.
  const addressOf = (form) => {
    const members = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (!value || (name === "sort" && value === "relevance")) continue;
      members.append(name, name === "postcode" ? value.replace(/^\s*(\d{4})\s*[a-z]{2}\s*$/i, "$1") : value);
    }
    return `${form.getAttribute("action")}?${members}`;
  };

  const show = async (address, { push, focus }) => {
    const turn = ++asked;
    place.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { headers: { Accept: "text/html" }, credentials: "omit" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-results]");
      if (turn !== asked) return;
      if (!answer.ok || !fresh) throw new Error("no results in the answer");
      const open = [...place.querySelectorAll("details")].map((details) => details.open);
      // The region that is read aloud stays in the page: only its words change.
      const count = place.querySelector("#gevonden");
      const words = fresh.querySelector("#gevonden").textContent;
      place.replaceChildren(...fresh.childNodes);
      place.querySelector("#gevonden").replaceWith(count);
      count.textContent = words;
      document.title = page.title;
      const form = document.getElementById("zoekformulier");
      if (!form.contains(document.activeElement)) form.replaceWith(page.getElementById("zoekformulier"));
      if (push) history.pushState(null, "", address);
      place.querySelectorAll("details").forEach((details, number) => { if (open[number]) details.open = true; });
      openFilters();
      focus?.();
      document.dispatchEvent(new CustomEvent("results"));
    } catch {
      location.assign(address);
    } finally {
      if (turn === asked) place.removeAttribute("aria-busy");
    }
  };

  place.addEventListener("change", (event) => {
    const form = event.target.closest("[data-filters]");
    if (!form) return;
    const { name, value, type } = event.target;
    const same = () => {
      const box = type === "checkbox" ? `input[name="${name}"][value="${CSS.escape(value)}"]` : `[name="${name}"]`;
      place.querySelector(box)?.focus({ preventScroll: true });
    };
    show(addressOf(form), { push: true, focus: same });
  });

  place.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-filters]")) return;
    event.preventDefault();
    show(addressOf(event.target), { push: true });
  });

  place.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const link = event.target.closest(".chip, .pages a, .corrected a, .nothing li a, [data-list]");
    if (!link || new URL(link.href).pathname !== location.pathname) return;
    event.preventDefault();
    const { list } = link.dataset;
    const focus = () => {
      if (list) return place.querySelector(`[data-list="${list}"]`)?.focus({ preventScroll: true });
      const count = place.querySelector("#gevonden");
      count.tabIndex = -1;
      count.focus({ preventScroll: !link.closest(".pages") });
      if (link.closest(".pages")) count.scrollIntoView();
    };
    show(link.href, { push: true, focus });
  });

  addEventListener("popstate", () => show(location.href, { push: false }));
  openFilters();
})();
