// A terminal that nobody touches asks whether somebody is still there, then clears itself. The response header does
// the same without script; here the page stays while it asks, so that nothing typed is lost. Stores nothing.
(function () {
  "use strict";
  const question = document.getElementById("idle-warning");
  const root = document.documentElement;

  // Shows a page of its own when the site is out of reach; see /kiosk/worker.js.
  const worker = document.currentScript.dataset.worker;
  if (navigator.serviceWorker) navigator.serviceWorker.register(worker, { scope: "/" }).catch(() => {});

  // A page from the browser's memory may belong to the person before: it leaves empty, and comes back as asked anew.
  window.addEventListener("pagehide", () => { root.hidden = true; });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.replace(location.pathname + location.search); // never the form of before once more
    else root.hidden = false;
  });
  if (!question) return;

  const settings = question.dataset;
  const seconds = { idle: Number(settings.seconds), warning: Number(settings.warningSeconds) };
  const left = document.getElementById("idle-left");
  const sound = settings.sound ? new Audio(settings.sound) : null;
  let timer, tellers = [], lastTold = Date.now();

  function waitForTouch() {
    clearTimeout(timer);
    timer = setTimeout(ask, seconds.idle * 1000);
  }

  function ask() {
    if (somethingPlays()) return waitForTouch();
    question.hidden = false;
    question.showModal();
    document.getElementById("idle-stay").focus();
    if (sound) sound.play().catch(() => {});
    tellers = [30, 15].filter((rest) => rest < seconds.warning).map((rest) => setTimeout(tellRest, (seconds.warning - rest) * 1000, rest));
    timer = setTimeout(() => location.replace(settings.end), seconds.warning * 1000);
  }

  // Said by screen readers at 30 and at 15: often enough to know, not so often that it disturbs.
  function tellRest(rest) {
    left.textContent = settings.left.replace("{seconds}", rest);
  }

  function stay() {
    tellers.forEach(clearTimeout);
    left.textContent = "";
    if (sound) { sound.pause(); sound.currentTime = 0; }
    if (question.open) question.close(); // the browser puts the focus back where it was
    question.hidden = true;
    waitForTouch();
    tellTheServer();
  }

  // Whoever reads or types for long is still there: the server would take the visit for over.
  function tellTheServer() {
    if (Date.now() - lastTold < 20000) return;
    lastTold = Date.now();
    fetch(settings.here, { cache: "no-store" }).then((answer) => {
      if (answer.status === 205 && settings.somebody) location.replace(settings.first);
    }).catch(() => {});
  }

  function somethingPlays() {
    return Array.from(document.querySelectorAll("video, audio")).some((player) => !player.paused);
  }

  window.addEventListener("load", () => {
    window.stop(); // the timer of the response header: from here on this script waits in its place
    waitForTouch();
  });
  question.addEventListener("close", () => { if (!question.open) stay(); }); // it comes late: it may ask again by then
  ["pointerdown", "keydown", "click", "input", "wheel"].forEach((kind) => {
    document.addEventListener(kind, (event) => {
      if (question.open && kind === "pointerdown") return; // the click that follows closes it: focus then stays right
      if (question.open && kind === "keydown") event.preventDefault(); // this key only says that somebody is there
      stay();
    }, { passive: false });
  });
})();
