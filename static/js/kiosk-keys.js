// The pad of five keys at a terminal. It sends ordinary keys, so everything also works from any keyboard:
//   Arrow down / right   to the next thing        Arrow up / left   to the one before
//   Enter                press or choose it       Escape            back
//   F8                   say this page (again)    F9                call somebody of the staff
// Tab and Shift+Tab stay as they are. At the end it begins again at the top. Only on terminals. Stores nothing.
(function () {
  "use strict";
  var REPEAT = "F8", HELP = "F9";
  var STOPS = "a[href], button, input:not([type=hidden]), select, textarea, summary, video[controls], audio[controls]";

  function stops() {
    var scope = document.querySelector("dialog[open]") || document;
    return Array.from(scope.querySelectorAll(STOPS)).filter(function (one) {
      return !one.disabled && one.tabIndex >= 0 && one.checkVisibility({ visibilityProperty: true });
    });
  }

  function move(step) {
    var all = stops(), at = all.indexOf(document.activeElement);
    if (!all.length) return;
    var next = at < 0 ? (step > 0 ? 0 : all.length - 1) : (at + step + all.length) % all.length;
    all[next].focus({ focusVisible: true });
    (all[next].closest(".choice") || all[next]).scrollIntoView({ block: "nearest" });
  }

  function isTyping(one) {
    return one.matches("textarea, input:not([type=radio]):not([type=checkbox]):not([type=submit])");
  }

  function step(key, at) {
    if (at.matches("textarea, select, video, audio")) return 0;
    if (key === "ArrowDown") return 1;
    if (key === "ArrowUp") return -1;
    if (isTyping(at)) return 0; // left and right move within what was typed
    return key === "ArrowRight" ? 1 : key === "ArrowLeft" ? -1 : 0;
  }

  function back() {
    var link = document.querySelector(".back-link");
    var away = document.querySelector(".keyboard--here .button--primary") || link;
    if (away) away.click();
  }

  function press(selector) {
    var found = document.querySelector(selector);
    if (found) found.click();
    return Boolean(found);
  }

  // The recording of this page from its beginning; where it is not on the page yet, its button brings it.
  function speak() {
    var recording = document.querySelector("audio.listen__audio");
    if (!recording) return press("[data-listen-link], [data-listen-button]");
    recording.currentTime = 0;
    recording.play();
    return true;
  }

  function choose(at, event) {
    if (!at.matches("input[type=radio], input[type=checkbox]")) return false;
    event.preventDefault(); // Enter in a choice would send the form
    at.click();
    return true;
  }

  document.addEventListener("keydown", function (event) {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
    var at = document.activeElement || document.body, by = step(event.key, at);
    if (by) { event.preventDefault(); move(by); return; }
    if (event.key === "Enter") { choose(at, event); return; }
    if (event.key === "Escape" && !document.querySelector("dialog[open]")) { back(); return; }
    if (event.key === REPEAT && speak()) event.preventDefault();
    if (event.key === HELP && press("[data-key=help]")) event.preventDefault();
  });
})();
