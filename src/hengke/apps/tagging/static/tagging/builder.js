/* Completion in the field of a rule. Names come from the page; what they mean is asked by htmx. */
(() => {
  "use strict";
  const field = document.querySelector("[data-rule]");
  const buttons = [...document.querySelectorAll("[data-insert]")];
  if (!field || !buttons.length) return;
  const terms = buttons.map((button) => ({
    text: button.dataset.insert, means: button.querySelector("span").textContent,
  }));
  const list = field.parentElement.querySelector(".suggestions");
  const MOST = 8, WORDS = ["and", "or", "not", "in", "between", "is", "null", "true", "false", "date"];
  let chosen = -1, shown = [], from = 0, caret = 0;

  /* The word before the caret, in which a quote opens a name: tag('as. None within a number, a text
     or a remark. */
  const word = () => {
    const before = field.value.slice(0, field.selectionStart);
    const found = /([\p{L}\p{N}_]+)(?:\(\s*('?)([\p{L}\p{N}_]*))?$/u.exec(before);
    if (!found) return "";
    const open = /['"]|--|\/\*/.test(before.replace(/--.*\n|\/\*[^]*?\*\/|'[^']*'|"[^"]*"/g, " "));
    const number = (text) => /^\p{N}/u.test(text || "");
    return number(found[1]) || number(found[3]) || (open && !found[2]) ? "" : found[0];
  };
  const close = () => { list.hidden = true; chosen = -1; field.removeAttribute("aria-activedescendant"); };
  const choose = (at) => {
    chosen = at;
    [...list.children].forEach((item, number) => item.setAttribute("aria-selected", String(number === at)));
    list.children[at].scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", list.children[at].id);
  };
  /* Nothing is chosen until an arrow key says so. */
  const draw = () => {
    close();
    list.replaceChildren(...shown.map((term, at) => {
      const item = document.createElement("li");
      item.id = `suggestion-${at}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      const code = document.createElement("code"), means = document.createElement("span");
      code.textContent = term.text;
      means.textContent = term.means;
      item.append(code, means);
      item.addEventListener("mousedown", (event) => { event.preventDefault(); take(at); });
      return item;
    }));
    caret = field.selectionStart;
    list.hidden = !shown.length;
  };
  const put = (text, start, end) => {
    field.setRangeText(text, start, end, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  };
  const take = (at) => { put(shown[at].text, from, field.selectionStart); close(); };
  const suggest = () => {
    const typed = word().toLowerCase();
    if (typed.length < 2 || WORDS.includes(typed)) return close();
    from = field.selectionStart - typed.length;
    const near = (term) => {
      const text = term.text.toLowerCase();
      if (text === typed) return -1;
      if (text.startsWith(typed)) return 3;
      if (text.includes(typed)) return 2;
      return term.means.toLowerCase().includes(typed) ? 1 : -1;
    };
    shown = terms.map((term) => [near(term), term]).filter(([rank]) => rank > 0)
      .sort(([one], [other]) => other - one).slice(0, MOST).map(([, term]) => term);
    draw();
  };
  field.addEventListener("input", (event) => {
    if (!event.isTrusted || event.isComposing) return;
    if (/^insertFrom/.test(event.inputType)) close(); else suggest();
  });
  field.addEventListener("compositionend", suggest);
  field.addEventListener("blur", close);
  document.addEventListener("selectionchange", () => { if (field.selectionStart !== caret) close(); });
  field.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    const last = shown.length - 1;
    if (event.key === "ArrowDown") { event.preventDefault(); choose(chosen < last ? chosen + 1 : 0); }
    else if (event.key === "ArrowUp") { event.preventDefault(); choose(chosen > 0 ? chosen - 1 : last); }
    else if (event.key === "Tab" || event.key === "Enter") {
      if (chosen < 0 || event.shiftKey) return close();
      event.preventDefault();
      take(chosen);
    } else if (event.key === "Escape") { event.stopPropagation(); close(); }
  });

  buttons.forEach((button) => button.addEventListener("click", () => {
    const at = field.selectionStart, before = field.value.slice(0, at);
    put((before && !/[\s(]$/.test(before) ? " " : "") + button.dataset.insert, at, field.selectionEnd);
  }));
  document.addEventListener("click", (event) => {
    const list = event.target.closest("a[href='#terms']") && document.getElementById("terms");
    if (list) { list.open = true; list.querySelector("input").focus(); }
  });
  /* One question at a time: htmx loses sight of one that has taken another's place. */
  let asking = null;
  const giveUp = () => { if (asking) asking.request.abort(); };
  document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
    if (!ctx.sourceElement.matches("[hx-target='#found']")) return;
    giveUp();
    asking = ctx;
  });
  document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => { if (asking === ctx) asking = null; });
  const stop = document.querySelector("[data-stop]");
  if (stop) stop.addEventListener("click", () => {
    if (asking) giveUp(); /* or what was asked before this script was there */
    else document.querySelectorAll("[hx-target='#found']").forEach((asker) => asker.dispatchEvent(new Event("htmx:abort")));
    field.focus();
  });
  const search = document.querySelector("[data-terms-search]");
  if (search) search.addEventListener("input", () => {
    const wanted = search.value.trim().toLowerCase();
    document.querySelectorAll("[data-terms] li").forEach((item) => {
      item.hidden = !item.textContent.toLowerCase().includes(wanted);
    });
  });
})();
