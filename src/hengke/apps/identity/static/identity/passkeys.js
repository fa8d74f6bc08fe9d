/* Passkeys and security keys. A form with data-passkey ("make" or "use") carries what the browser is
   to be asked in data-options; its answer goes into the field `answer`, and the form is sent as any
   other. Without a key or without consent the form stays, with the reason beside it. */
(() => {
  "use strict";
  const bytes = (text) => Uint8Array.from(
    atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const known = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  const made = async (options) => {
    const key = await navigator.credentials.create({ publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: known(options.excludeCredentials),
    } });
    return written(key, {
      clientDataJSON: text(key.response.clientDataJSON),
      attestationObject: text(key.response.attestationObject),
    });
  };
  const used = async (options) => {
    const key = await navigator.credentials.get({ publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      allowCredentials: known(options.allowCredentials),
    } });
    return written(key, {
      clientDataJSON: text(key.response.clientDataJSON),
      authenticatorData: text(key.response.authenticatorData),
      signature: text(key.response.signature),
    });
  };
  const written = (key, response) => JSON.stringify({
    id: key.id, rawId: text(key.rawId), type: key.type, response, clientExtensionResults: {},
  });

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.dataset.passkey || form.elements.answer.value) return;
    event.preventDefault();
    const wrong = form.querySelector("[data-passkey-error]"), button = form.querySelector("button");
    wrong.hidden = true;
    button.disabled = true;
    try {
      const ask = form.dataset.passkey === "make" ? made : used;
      form.elements.answer.value = await ask(JSON.parse(form.dataset.options));
      form.submit();
    } catch {
      wrong.hidden = false;
      button.disabled = false;
    }
  });
})();
