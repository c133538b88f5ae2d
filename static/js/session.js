// Before a session ends: says so, and one press makes it longer. Who types or touches the page is there, and is not
// asked. Nothing that was typed is touched; what is sent too late is kept by the server. Stores nothing.
(function () {
  "use strict";
  var dialog = document.getElementById("session-warning");
  if (!dialog || !dialog.showModal || !window.fetch) return;
  var form = dialog.querySelector("form");
  var button = dialog.querySelector("button");
  var said = document.getElementById("session-warning-text");
  var words = dialog.dataset;
  var before = Number(words.before) * 1000;
  var others = window.BroadcastChannel && new BroadcastChannel("session");
  var touched = Date.now();
  var ends, isOver, isSaid;

  function goesOnFor(seconds) {
    ends = Date.now() + seconds * 1000;
    isOver = isSaid = false;
  }

  function minutes() {
    return Math.max(1, Math.ceil((ends - Date.now()) / 60000));
  }

  function open(text) {
    said.textContent = text;
    dialog.hidden = false;
    if (!dialog.open) dialog.showModal();
  }

  function longer() {
    var headers = { Accept: "application/json" };
    var body = new URLSearchParams(new FormData(form));
    return fetch(form.action, { method: "POST", body: body, headers: headers, credentials: "same-origin" })
      .then(function (answer) {
        if (answer.status === 403) return over();
        if (!answer.ok) throw new Error("not longer");
        return answer.json().then(function (left) {
          goesOnFor(left.seconds);
          isSaid = left.seconds * 1000 <= before; // after 30 days it cannot be longer: nobody is asked again and again
          if (others) others.postMessage(left.seconds);
          if (dialog.open) dialog.close();
        });
      });
  }

  function over() {
    isOver = true;
    button.textContent = words.close;
    open(words.over);
  }

  function look() {
    var left = ends - Date.now();
    if (isOver || left > before) return;
    if (left <= 0) return over();
    if (dialog.open) return tell();
    if (isSaid) return;
    isSaid = true;
    if (Date.now() - touched < before) longer().catch(ask);
    else ask();
  }

  function ask() {
    open(words.left.replace("{minutes}", minutes()));
  }

  function tell() {
    var text = words.left.replace("{minutes}", minutes());
    if (minutes() <= 2 && said.textContent !== text) said.textContent = text; // heard at two minutes and at one
  }

  function answered(event) {
    event.preventDefault();
    if (isOver) return dialog.close();
    longer().catch(function () { open(words.failed); });
  }

  goesOnFor(Number(words.seconds));
  if (others) {
    others.onmessage = function (event) {
      if (isOver || Date.now() + event.data * 1000 < ends) return;
      goesOnFor(event.data);
      if (dialog.open) dialog.close();
    };
    others.postMessage(Number(words.seconds));
  }
  form.addEventListener("submit", answered);
  dialog.addEventListener("cancel", answered);
  ["pointerdown", "keydown", "input", "wheel"].forEach(function (kind) {
    document.addEventListener(kind, function () { touched = Date.now(); }, { passive: true });
  });
  document.addEventListener("visibilitychange", look);
  setInterval(look, 10000);
})();
