// A terminal that nobody touches asks whether somebody is still there, then clears itself. The response header does
// the same without script; here the page stays while it asks, so that nothing typed is lost. Stores nothing.
(function () {
  "use strict";
  var warning = document.getElementById("idle-warning");
  var timer;

  // A page from the browser's memory may belong to the person before.
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) location.reload();
  });
  if (!warning) return;

  function after(seconds, then) {
    clearTimeout(timer);
    timer = setTimeout(then, Number(seconds) * 1000);
  }

  function waitForTouch() {
    warning.textContent = "";
    after(warning.dataset.seconds, ask);
  }

  function ask() {
    if (somethingPlays()) return waitForTouch();
    warning.textContent = warning.dataset.question;
    after(warning.dataset.warningSeconds, function () { location.replace(warning.dataset.end); });
  }

  function somethingPlays() {
    return Array.from(document.querySelectorAll("video, audio")).some(function (player) { return !player.paused; });
  }

  window.addEventListener("load", function () {
    window.stop(); // the timer of the response header: from here on this script waits in its place
    waitForTouch();
  });
  ["pointerdown", "keydown", "input", "wheel"].forEach(function (kind) {
    document.addEventListener(kind, waitForTouch, { passive: true });
  });
})();
