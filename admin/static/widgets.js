// The widgets of the forms: hours are read back while typing, a preview or a check comes beside the text without leaving
// the page, and rules get line numbers. Without this script the buttons post the form and all is the same.
(function () {
  "use strict";
  var form = document.querySelector("form.record-form");
  if (!form) { return; }
  form.classList.add("scripted");

  // Enter in a box with a button of its own presses that button, not "Bewaren".
  form.addEventListener("keydown", function (event) {
    var wanted = event.key === "Enter" && event.target.getAttribute && event.target.getAttribute("data-enter");
    if (!wanted) { return; }
    event.preventDefault();
    var button = Array.from(form.querySelectorAll("button[name=do]")).find(function (item) { return item.value === wanted; });
    if (button) { button.click(); }
  });

  // Hours: what they say, half a second after the last key.
  var waiting = {};
  form.addEventListener("input", function (event) {
    var echo = Array.from(form.querySelectorAll("[data-echo]")).find(function (item) {
      return item.getAttribute("data-echo") === event.target.id;
    });
    if (!echo) { return; }
    var field = event.target;
    window.clearTimeout(waiting[field.id]);
    waiting[field.id] = window.setTimeout(function () {
      var asked = field.value;
      var address = echo.getAttribute("data-echo-url") + "?" + new URLSearchParams({ tekst: asked, veld: field.id });
      fetch(address, { credentials: "same-origin" })
        .then(function (answer) { return answer.ok && !answer.redirected ? answer.text() : null; })
        .then(function (html) {
          if (html === null || field.value !== asked) { return; }
          echo.replaceChildren.apply(echo, Array.from(new DOMParser().parseFromString(html, "text/html").body.childNodes));
        })
        .catch(function () { /* The button "Controleer" is there as well. */ });
    }, 500);
  });

  // Preview and check: the form is posted in the background, and only the results are taken from the answer.
  form.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("button[data-aid]");
    if (!button || button.hasAttribute("data-plain")) { return; }
    event.preventDefault();
    var body = new URLSearchParams(new FormData(form));
    body.append("do", button.value);
    button.disabled = true;
    form.setAttribute("aria-busy", "true");
    fetch(form.action, { method: "POST", body: body, credentials: "same-origin" })
      .then(function (answer) {
        if (!answer.ok || answer.redirected) { throw new Error(String(answer.status)); }
        return answer.text();
      })
      .then(function (html) {
        var fresh = new DOMParser().parseFromString(html, "text/html");
        form.querySelectorAll("[data-result]").forEach(function (old) {
          var found = fresh.getElementById(old.id);
          if (found) { old.replaceChildren.apply(old, Array.from(found.childNodes)); }
        });
        button.disabled = false;
        var result = document.getElementById(button.getAttribute("formaction").slice(1));
        if (result) { result.focus({ preventScroll: true }); result.scrollIntoView({ block: "nearest" }); }
      })
      .catch(function () {
        button.disabled = false;
        button.setAttribute("data-plain", "");
        form.requestSubmit(button);
      })
      .finally(function () { form.removeAttribute("aria-busy"); });
  });

  // A fault leads to its line.
  form.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest("a[data-line]");
    var area = link && document.getElementById(link.getAttribute("href").slice(1));
    if (!area) { return; }
    event.preventDefault();
    var lines = area.value.split("\n");
    var number = Math.min(Number(link.getAttribute("data-line")), lines.length);
    var start = lines.slice(0, number - 1).join("\n").length + (number > 1 ? 1 : 0);
    area.focus();
    area.setSelectionRange(start, start + lines[number - 1].length);
    var height = area.scrollHeight / Math.max(1, lines.length);
    area.scrollTop = Math.max(0, height * (number - 1) - area.clientHeight / 3);
  });

  // Rules: line numbers, and Tab that indents until Escape lets it go.
  function number(area) {
    var lines = area.parentNode.querySelector(".editor-lines");
    var count = area.value.split("\n").length;
    if (lines.getAttribute("data-count") !== String(count)) {
      lines.setAttribute("data-count", String(count));
      lines.textContent = Array.from({ length: count }, function (_, place) { return place + 1; }).join("\n") + "\n\n";
    }
    lines.scrollTop = area.scrollTop;
  }

  function indent(event) {
    var area = event.currentTarget;
    if (event.key === "Escape") { area.setAttribute("data-released", ""); return; }
    if (event.key !== "Tab" || event.shiftKey || event.ctrlKey || event.altKey || area.hasAttribute("data-released")) { return; }
    event.preventDefault();
    area.setRangeText("  ", area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function editors() {
    form.querySelectorAll("[data-editor] textarea").forEach(function (area) {
      if (area.parentNode.classList.contains("editor")) { return; }
      var frame = document.createElement("div");
      frame.className = "editor";
      var lines = document.createElement("pre");
      lines.className = "editor-lines";
      lines.setAttribute("aria-hidden", "true");
      area.replaceWith(frame);
      frame.append(lines, area);
      var help = frame.closest(".yaml").querySelector("[data-editor-help]");
      help.hidden = false;
      help.id = area.id + "-tab";
      area.setAttribute("aria-describedby", ((area.getAttribute("aria-describedby") || "") + " " + help.id).trim());
      area.addEventListener("input", function () { number(area); });
      area.addEventListener("scroll", function () { lines.scrollTop = area.scrollTop; });
      area.addEventListener("keydown", indent);
      area.addEventListener("focus", function () { area.removeAttribute("data-released"); });
      var size = new ResizeObserver(function () { lines.style.height = area.offsetHeight + "px"; });
      size.observe(area);
      number(area);
    });
  }

  editors();
  document.addEventListener("desk:form-replaced", editors);
})();
