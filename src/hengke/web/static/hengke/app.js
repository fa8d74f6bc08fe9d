/* What a page does without asking the server: dialogs, command palette, list keys, chart cursor,
   notices, theme. No dependency; htmx does the asking. Positions are set through the CSSOM, which
   the content-security policy allows. */
(() => {
  "use strict";
  const page = document.documentElement;
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const typing = (event) =>
    event.isComposing || event.keyCode === 229 ||
    (event.target.closest && event.target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]"));

  /* The chosen tab stands where a phone sees it. */
  const chosen = one(".detail-tabs [aria-current]");
  if (chosen) chosen.parentElement.scrollLeft = chosen.offsetLeft - chosen.parentElement.offsetLeft - 40;

  /* ---- dialogs ---- */
  const open = (id) => {
    const dialog = document.getElementById(id);
    if (!dialog || dialog.open) return;
    dialog.showModal();
    if (id === "palette") palette.start();
  };
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-open]");
    if (opener) open(opener.dataset.open);
    if (event.target.closest("[data-close]") || event.target.tagName === "DIALOG")
      event.target.closest("dialog").close();
  });
  const sheets = ["dialog", "drawer"].map((id) => [one(`#${id}`), one(`#${id}-body`)]).filter(([sheet]) => sheet);
  document.addEventListener("htmx:after:swap", () => sheets.forEach(([sheet, body]) => {
    if (body.childElementCount && !sheet.open) {
      sheet.showModal();
      const first = one("[autofocus]", body);
      if (first) first.focus();
    }
    if (!body.childElementCount && sheet.open) sheet.close();
  }));
  sheets.forEach(([sheet, body]) => sheet.addEventListener("close", () => body.replaceChildren()));

  /* ---- command palette ---- */
  const palette = (() => {
    const dialog = one("#palette");
    if (!dialog) return { start() {} };
    const field = one("input", dialog), list = one("ul", dialog), first = list.innerHTML;
    let chosen = 0, asked = 0, timer = 0, answered = "";
    const options = () => all("[role=option]", list);
    const choose = (index) => {
      const rows = options();
      if (!rows.length) return field.removeAttribute("aria-activedescendant");
      chosen = (index + rows.length) % rows.length;
      rows.forEach((row, at) => row.setAttribute("aria-selected", String(at === chosen)));
      field.setAttribute("aria-activedescendant", rows[chosen].id);
      rows[chosen].scrollIntoView({ block: "nearest" });
    };
    const go = (row) => {
      if (row && row.dataset.press) return one(row.dataset.press).click();
      if (row && row.dataset.href) window.location.assign(row.dataset.href);
    };
    const show = (markup, text) => { list.innerHTML = markup; answered = text; choose(0); };
    /* True when the options shown are those of the text in the field. */
    const ask = async () => {
      clearTimeout(timer);
      const number = ++asked, text = field.value.trim();
      if (!text || !dialog.dataset.url) { show(first, text); return true; }
      const address = `${dialog.dataset.url}?q=${encodeURIComponent(text)}`;
      const answer = await fetch(address, { headers: { "X-Requested-With": "fetch" } });
      if (answer.redirected) { window.location.reload(); return false; }
      const markup = answer.ok && await answer.text();
      if (!answer.ok || number !== asked) return false;
      show(markup, text);
      return true;
    };
    const enter = async () => {
      if (answered === field.value.trim() || await ask()) go(options()[chosen]);
    };
    field.addEventListener("input", (event) => {
      clearTimeout(timer);
      if (!event.isComposing) timer = setTimeout(ask, 120);
    });
    field.addEventListener("compositionend", () => { clearTimeout(timer); timer = setTimeout(ask, 60); });
    dialog.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      const steps = { ArrowDown: 1, ArrowUp: -1 };
      if (event.key in steps) { event.preventDefault(); choose(chosen + steps[event.key]); }
      if (event.key === "Enter") { event.preventDefault(); enter(); }
    });
    list.addEventListener("click", (event) => go(event.target.closest("[role=option]")));
    return { start() { asked += 1; field.value = ""; show(first, ""); field.focus(); } };
  })();

  /* ---- lists and single letters ---- */
  const rows = () => all("[data-list] > [data-row]");
  const current = () => one("[data-list] > [data-row][aria-current]");
  const select = (row) => {
    if (!row) return;
    rows().forEach((other) => other !== row && other.removeAttribute("aria-current"));
    row.setAttribute("aria-current", "true");
    row.scrollIntoView({ block: "nearest" });
    const link = one("[data-act=open]", row);
    if (link) link.focus({ preventScroll: true });
  };
  const step = (by) => {
    const found = rows(), at = found.indexOf(current());
    select(found[Math.max(0, Math.min(found.length - 1, at < 0 ? 0 : at + by))]);
  };
  const act = (name, tool) => {
    const row = current(), button = (row && one(`[data-act=${name}]`, row)) || one(`[data-act-page=${name}]`) ||
      (tool && one(`[data-tool=${tool}]`));
    if (button) button.click();
  };
  /* A call or a note is about the row's customer, else the page's; the note alone may ask for one. */
  const contact = (name) => {
    const row = current(), tool = one("[data-tool=n]");
    const about = (row && row.dataset.customer) || (!row && (one("[data-customer-page]") || page).dataset.customerPage);
    if (!about || !tool || (row && one(`[data-act=${name}]`, row))) return act(name, name === "note" && "n");
    const call = name === "call" ? "&call=1" : "";
    htmx.ajax("GET", `${tool.getAttribute("hx-get")}?customer=${encodeURIComponent(about)}${call}`, "#dialog-body");
  };
  /* Who leaves a list for one of its rows finds that row chosen on coming back. */
  const placeKept = `hengke:row:${window.location.pathname}`;
  const linkOf = (row) => (one("[data-act=open]", row) || row).getAttribute("href");
  window.addEventListener("pagehide", () => {
    if (current()) sessionStorage.setItem(placeKept, linkOf(current()));
    else sessionStorage.removeItem(placeKept);
  });
  const left = sessionStorage.getItem(placeKept);
  if (left) select(rows().find((row) => linkOf(row) === left));
  /* A list that asked for itself again goes on where it was. Two swaps may overlap: the second then
     begins while nothing is chosen, and must not forget the place. */
  let place = -1;
  document.addEventListener("htmx:before:swap", () => {
    const at = rows().indexOf(current());
    if (at >= 0) place = at;
  });
  document.addEventListener("htmx:after:swap", () => {
    const found = rows();
    if (place >= 0 && found.length && !current() && !one("dialog[open]")) select(found[Math.min(place, found.length - 1)]);
  });
  let awaiting = "";
  const letters = {
    j: () => step(1), k: () => step(-1), e: () => act("done"), c: () => contact("call"),
    n: () => contact("note"), s: () => act("snooze"), p: () => act("preview"), x: () => act("choose"),
    u: () => { const undo = all("[data-act=undo]").pop(); if (undo) undo.click(); },
    f: () => { const filter = one("[data-filter]"); if (filter) filter.focus(); },
    "/": () => open("palette"), "?": () => open("keys"),
    g: () => { awaiting = "g"; setTimeout(() => { awaiting = ""; }, 1200); },
  };
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      return open("palette");
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event)) return;
    if (one("dialog[open]") || page.dataset.keys === "off") return;
    const key = event.key.toLowerCase();
    if (awaiting) {
      const link = one(`[data-go="${key}"]`);
      awaiting = "";
      if (link) return link.click();
    }
    if (event.key === "Enter" && current() && !event.target.closest("a, button")) return act("open");
    if (letters[key]) { event.preventDefault(); letters[key](); }
  });
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest && event.target.closest("[data-list] > [data-row]");
    if (row && !row.hasAttribute("aria-current")) {
      rows().forEach((other) => other.removeAttribute("aria-current"));
      row.setAttribute("aria-current", "true");
    }
  });

  /* ---- forms: choices that apply at once, rows chosen together, drafts ---- */
  document.addEventListener("change", (event) => {
    const field = event.target;
    if (field.matches("[data-submit]")) return field.form.submit();
    if (!field.matches("[data-act=choose], [data-choose-all]")) return;
    const list = field.closest("[data-choosing]");
    const boxes = all("[data-act=choose]", list), chosen = () => boxes.filter((box) => box.checked).length;
    if (field.matches("[data-choose-all]")) boxes.forEach((box) => { box.checked = field.checked; });
    const whole = one("[data-choose-all]", list);
    if (whole) { whole.checked = chosen() === boxes.length; whole.indeterminate = chosen() > 0 && !whole.checked; }
    one("[data-chosen]", list).hidden = !chosen();
    one("[data-chosen-count]", list).textContent = chosen();
  });
  const kept = (field) => `hengke:${field.dataset.draft}`;
  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-draft]")) sessionStorage.setItem(kept(event.target), event.target.value);
  });
  document.addEventListener("htmx:after:swap", () => all("[data-draft]").forEach((field) => {
    field.value = field.value || sessionStorage.getItem(kept(field)) || "";
    if (field.value && field.closest("details")) field.closest("details").open = true;
  }));
  document.addEventListener("htmx:after:request", (event) => {
    const sent = event.detail.ctx;
    if (sent.response.headers.get("Hengke-Saved") && sent.sourceElement.matches("form"))
      all("[data-draft]", sent.sourceElement).forEach((field) => sessionStorage.removeItem(kept(field)));
  });

  /* ---- notices ---- */
  const noAnswer = () => {
    const place = one("dialog[open] #dialog-body, dialog[open] #drawer-body") || one("#notices");
    if (!one("[data-notice].crit", place)) place.append(one("#no-answer").content.cloneNode(true));
  };
  /* What the reader gave up, by asking anew or stopping, did not fail; what ran out of time did. What
     was asked before this script was there, was asked when the page came. */
  const sentAt = new WeakMap();
  document.addEventListener("htmx:before:request", (event) => sentAt.set(event.detail.ctx, performance.now()));
  const givenUp = ({ ctx, error }) => error && error.name === "AbortError" &&
    performance.now() - (sentAt.get(ctx) || 0) < htmx.config.defaultTimeout - 500;
  document.addEventListener("htmx:error", (event) => { if (event.detail.ctx && !givenUp(event.detail)) noAnswer(); });
  document.addEventListener("htmx:response:error", (event) => {
    if (event.detail.ctx.response.status >= 500) noAnswer();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-dismiss], [data-act=undo]")) event.target.closest("[data-notice]").remove();
  });
  const notices = one("#notices");
  if (notices) new MutationObserver((changes) => changes.forEach((change) =>
    change.addedNodes.forEach((node) => node.nodeType === 1 && !node.classList.contains("crit") &&
      setTimeout(() => node.remove(), 12000)))).observe(notices, { childList: true });

  /* ---- charts: a cursor that reads the values of a point ---- */
  document.addEventListener("pointermove", (event) => {
    const plot = event.target.closest && event.target.closest(".plot[data-points]");
    all(".plot[data-points] .cursor:not([hidden])").forEach((cursor) => {
      if (cursor.parentElement !== plot) cursor.hidden = cursor.nextElementSibling.hidden = true;
    });
    if (!plot) return;
    const points = JSON.parse(plot.dataset.points), box = plot.getBoundingClientRect();
    const last = points.length - 1, at = Math.max(0, Math.min(last, Math.round((event.clientX - box.left) / box.width * last)));
    const cursor = one(".cursor", plot), tip = one(".tip", plot), left = at / last * 100;
    cursor.hidden = tip.hidden = false;
    cursor.style.left = tip.style.left = `${left}%`;
    tip.style.transform = `translateX(${left > 60 ? "calc(-100% - 8px)" : "8px"})`;
    tip.textContent = points[at];
  });

  /* ---- theme ---- */
  document.addEventListener("click", (event) => {
    const toggle = event.target.closest("[data-theme-toggle]");
    if (!toggle) return;
    page.dataset.theme = page.dataset.theme === "dark" ? "light" : "dark";
    const token = JSON.parse(document.body.getAttribute("hx-headers:inherited"))["X-CSRFToken"];
    fetch(toggle.dataset.url, {
      method: "POST", headers: { "X-CSRFToken": token, "HX-Request": "true" }, keepalive: true,
      body: new URLSearchParams({ theme: page.dataset.theme }),
    });
  });
})();
