/* Knutpunkt: shortcuts, hiding the page, theme, undo, failed requests. Every act works without this file.
   Nothing a person has typed or read is ever stored in the browser. */
(() => {
  "use strict";
  const body = document.body;
  const byId = (id) => document.getElementById(id);
  const typing = (node) => node instanceof Element && node.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");

  /* Preferences only ("on"/"off"), never text. Private windows may refuse: then the preference lasts for the page. */
  const KEYS = "knutpunkt-keys";
  let keysOn = true;
  try { keysOn = localStorage.getItem(KEYS) !== "off"; } catch { /* keep the default */ }

  /* Hide the page */
  const hidden = byId("k-hidden");
  const title = document.title;
  const hide = () => { if (hidden && !hidden.open) { hidden.showModal(); document.title = "Knutpunkt"; } };
  const show = () => { if (hidden && hidden.open) { hidden.close(); document.title = title; } };
  document.querySelectorAll("[data-hide-page]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", hide);
  });
  document.querySelectorAll("[data-show-page]").forEach((button) => button.addEventListener("click", show));
  hidden?.addEventListener("close", () => { document.title = title; });

  /* Keys */
  const press = (key) => {
    const target = [...document.querySelectorAll("[data-key]")].find((node) => node.dataset.key === key && node.offsetParent);
    if (target) { target.focus(); target.click(); }
    return Boolean(target);
  };
  const search = () => { const field = byId("k-search"); field?.focus(); field?.select(); return Boolean(field); };
  const help = () => { byId("k-help")?.togglePopover?.(); return true; };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !keysOn) return;
    if (hidden?.open) {
      if (event.key === "h") { event.preventDefault(); show(); }
      return;
    }
    if (typing(event.target)) return;
    const act = { "/": search, "?": help, h: () => { if (!document.querySelector("[data-hide-page]")) return false; hide(); return true; } }[event.key];
    if (act ? act() : press(event.key)) event.preventDefault();
  });

  /* The help lists the keys of this page */
  const list = document.querySelector("[data-keys]");
  byId("k-help")?.addEventListener("beforetoggle", (event) => {
    if (event.newState !== "open" || !list) return;
    list.querySelectorAll("[data-of-page]").forEach((row) => row.remove());
    const seen = new Set();
    document.querySelectorAll("[data-key]").forEach((node) => {
      if (seen.has(node.dataset.key)) return;
      seen.add(node.dataset.key);
      const row = document.createElement("div");
      row.dataset.ofPage = "";
      const term = row.appendChild(document.createElement("dt"));
      const key = term.appendChild(document.createElement("kbd"));
      key.className = "k-key";
      key.textContent = node.dataset.key;
      row.appendChild(document.createElement("dd")).textContent = (node.querySelector("span") || node).textContent.trim();
      list.append(row);
    });
  });
  const keysSwitch = document.querySelector("[data-keys-switch]");
  if (keysSwitch) {
    keysSwitch.hidden = false;
    const box = keysSwitch.querySelector("input");
    const apply = () => { body.toggleAttribute("data-keys-off", !keysOn); };
    box.checked = keysOn;
    apply();
    box.addEventListener("change", () => {
      keysOn = box.checked;
      apply();
      try { localStorage.setItem(KEYS, keysOn ? "on" : "off"); } catch { /* lasts for the page */ }
    });
  }

  /* Theme: at once, and told to the server */
  document.querySelectorAll("[data-theme-form]").forEach((form) => form.addEventListener("submit", (event) => {
    const chosen = event.submitter?.value;
    if (!chosen) return;
    event.preventDefault();
    const data = new FormData(form);
    data.set("theme", chosen);
    fetch(form.action, { method: "POST", body: data, credentials: "same-origin", redirect: "manual" });
    document.documentElement.dataset.colorScheme = chosen;
    form.querySelectorAll("button").forEach((button) => button.setAttribute("aria-pressed", String(button.value === chosen)));
    form.closest("[popover]")?.hidePopover?.();
  }));

  /* Failed requests say so */
  const alertBox = byId("k-alert");
  const tell = (text) => {
    if (!alertBox) return;
    alertBox.textContent = text;
    alertBox.hidden = false;
  };
  document.addEventListener("htmx:responseError", (event) => {
    /* A slot that cannot be filled keeps its link. */
    if (event.target.closest?.(".k-slot")) return;
    tell(event.detail.requestConfig?.verb === "get" ? body.dataset.textUnread : body.dataset.textFailed);
  });
  document.addEventListener("htmx:sendError", () => tell(body.dataset.textOffline));
  document.addEventListener("htmx:timeout", () => tell(body.dataset.textOffline));
  document.addEventListener("htmx:beforeRequest", () => { if (alertBox) alertBox.hidden = true; });

  /* An error summary takes focus, also when it came by HTMX */
  const focusErrors = (root) => root.querySelector?.("[data-errors]")?.focus();
  focusErrors(document);
  document.addEventListener("htmx:afterSwap", (event) => focusErrors(event.target));

  /* An act in place keeps the keyboard in its row: on the act that came instead of the one pressed. #k-said tells
     what happened. Focus is moved only when the press took it away, never from where somebody has gone meanwhile. */
  let row = "";
  document.addEventListener("htmx:beforeSwap", ({ detail: { target } }) => {
    if (target?.id && target.contains(document.activeElement)) row = target.id;
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (!row || event.target.id !== row) return;
    if (document.activeElement === body) event.target.querySelector("button, .k-act__do a[href]")?.focus();
    row = "";
  });

  /* Undo is offered for ten seconds, longer while somebody is there */
  const fade = (message) => setTimeout(() => {
    if (message.matches(":hover, :focus-within")) { fade(message); return; }
    message.querySelector("form")?.remove();
  }, 10000);
  const offers = (root) => root.querySelectorAll?.("[data-undo]").forEach(fade);
  offers(document);
  document.addEventListener("htmx:afterSwap", (event) => offers(event.target));

  /* One press, one act; and no unsaved text is lost by a slip */
  let unsaved = false;
  document.addEventListener("input", (event) => { if (event.target.closest?.("form[data-guard]")) unsaved = true; });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    unsaved = false;
    setTimeout(() => { delete form.dataset.sent; }, 4000);
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; }));
  /* A text that has been kept is not lost by leaving; one that could not be kept may be. */
  document.addEventListener("htmx:beforeRequest", (event) => { if (event.target.matches?.("[data-keeps]")) unsaved = false; });
  document.addEventListener("htmx:afterRequest", (event) => { if (event.target.matches?.("[data-keeps]") && !event.detail.successful) unsaved = true; });
  window.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });

  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
})();
