// Passkeys: only a script can ask the device. The page says what to do without it; where it can be done, the script
// shows the button, asks the device, and sends its answer with the form. Stores nothing.
(function () {
  "use strict";
  var form = document.getElementById("passkey");
  if (!form || !window.PublicKeyCredential || !navigator.credentials || !window.fetch) return;
  var said = document.getElementById("passkey-said");
  var words = form.dataset;
  form.hidden = false;
  document.getElementById("passkey-cannot").hidden = true;

  function bytes(text) {
    var plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, function (one) { return one.charCodeAt(0); });
  }

  function text(buffer) {
    if (!buffer) return undefined;
    var plain = String.fromCharCode.apply(null, new Uint8Array(buffer));
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  function options() {
    var body = new URLSearchParams({ csrf_token: form.elements.csrf_token.value });
    return fetch(words.options, { method: "POST", body: body, credentials: "same-origin" }).then(function (answer) {
      if (!answer.ok || !/json/.test(answer.headers.get("Content-Type") || "")) throw new Error("no options");
      return answer.json();
    });
  }

  function askDevice(asked) {
    asked.challenge = bytes(asked.challenge);
    (asked.excludeCredentials || asked.allowCredentials || []).forEach(function (one) { one.id = bytes(one.id); });
    if (!asked.user) return navigator.credentials.get({ publicKey: asked });
    asked.user.id = bytes(asked.user.id);
    return navigator.credentials.create({ publicKey: asked });
  }

  function send(key) {
    var got = key.response;
    form.elements.answer.value = JSON.stringify({
      id: key.id,
      rawId: text(key.rawId),
      type: key.type,
      response: {
        clientDataJSON: text(got.clientDataJSON),
        attestationObject: text(got.attestationObject),
        authenticatorData: got.signature && text(got.authenticatorData),
        signature: text(got.signature),
        userHandle: text(got.userHandle)
      }
    });
    form.submit();
  }

  function explain(problem) {
    var reasons = { NotAllowedError: words.cancelled, AbortError: words.cancelled, InvalidStateError: words.known };
    said.textContent = reasons[problem && problem.name] || words.failed;
  }

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    said.textContent = words.waiting;
    options().then(askDevice).then(send).catch(explain);
  });
})();
