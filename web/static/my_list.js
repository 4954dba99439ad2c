// Keeps the list of a visitor in her own browser: short ids only. Without this the list lives in the addresses.
"use strict";

(() => {
  const NAME = "mijn-lijst";
  const MOST = 50;
  const SHORT_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){0,3}(-[0-9a-f]{12})?$/;
  const clean = (ids) => [...new Set(ids)].filter((id) => SHORT_ID.test(id)).slice(0, MOST);

  const read = () => {
    try {
      return clean(JSON.parse(localStorage.getItem(NAME) ?? "[]"));
    } catch {
      return [];
    }
  };
  const write = (ids) => {
    try {
      if (ids.length) localStorage.setItem(NAME, JSON.stringify(clean(ids)));
      else localStorage.removeItem(NAME);
    } catch {
      // A browser that keeps nothing still has the list in the address.
    }
  };
  const idsIn = (address) => clean(new URL(address, location.href).searchParams.getAll("i"));
  const withIds = (address, ids) => {
    const url = new URL(address, location.href);
    url.searchParams.delete("i");
    for (const id of ids) url.searchParams.append("i", id);
    return url.pathname + url.search + url.hash;
  };

  const page = document.querySelector("[data-my-list-page]");
  const searches = (form) => form.matches('[role="search"], [data-filters]');

  // What is kept goes along: in the link to the list, in its count, and in every search.
  const carry = () => {
    const ids = read();
    for (const link of document.querySelectorAll("[data-my-list]")) {
      link.href = withIds(link.href, ids);
      const count = link.querySelector("[data-my-count]");
      if (count) count.textContent = ids.length ? `\u00a0(${ids.length})` : "";
    }
    for (const form of document.querySelectorAll("form")) {
      if (!searches(form)) continue;
      for (const input of form.querySelectorAll('input[name="i"]')) input.remove();
      for (const id of ids) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "i", value: id }));
    }
    for (const link of document.querySelectorAll("[data-list][data-alone]")) {
      link.toggleAttribute("data-added", ids.includes(link.dataset.list));
    }
  };

  if (page) {
    const shown = page.dataset.myListPage.split(" ").filter(Boolean);
    const kept = read();
    const same = shown.join() === kept.join();
    if (!shown.length && !idsIn(location.href).length && kept.length) {
      location.replace(withIds(location.href, kept));
      return;
    }
    const box = page.querySelector("[data-kept]");
    box.hidden = !shown.length;
    page.querySelector("[data-kept-same]").hidden = !same;
    page.querySelector("[data-kept-other]").hidden = same;
    for (const link of page.querySelectorAll("[data-moves]")) {
      link.addEventListener("click", () => { if (same) write(idsIn(link.href)); });
    }
    page.querySelector("[data-forget]").addEventListener("click", () => {
      write([]);
      location.assign(withIds(location.href, []));
    });
    page.querySelector("[data-keep]").addEventListener("click", () => {
      write([...kept, ...shown]);
      location.assign(withIds(location.href, read()));
    });
    const copy = page.querySelector("[data-copy]");
    if (copy && navigator.clipboard) {
      copy.hidden = false;
      copy.addEventListener("click", async () => {
        await navigator.clipboard.writeText(copy.dataset.copy);
        copy.querySelector("span").textContent = copy.dataset.copied;
        page.querySelector("[data-said]").textContent = copy.dataset.copied;
      });
    }
  } else {
    // On every other page the ids in the address are what the visitor chose on her way.
    const own = idsIn(location.href);
    if (own.length) write([...read(), ...own]);
  }

  // A link that stands alone on its page changes in place; those in results change with the results.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-list]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const id = link.dataset.list;
    const taken = link.hasAttribute("data-added");
    write(taken ? read().filter((other) => other !== id) : [...read(), id]);
    if (link.hasAttribute("data-alone")) {
      event.preventDefault();
      link.toggleAttribute("data-added", !taken);
    }
    carry();
  }, true);

  document.addEventListener("results", carry);
  carry();
})();
