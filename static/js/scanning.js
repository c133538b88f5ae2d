// One switch at a terminal. A frame goes by itself from group to group; a press goes into the group, the frame then goes
// through what is in it, the next press presses that. With two switches (pace "step") one goes on, the other presses.
// The switch sends Enter or Space, or what KIOSK_SWITCH_KEYS says; the second one Tab or an arrow key.
// Everything else goes on working: touch, keyboard, voice. On the first page the switch itself starts it. Stores nothing.
(function () {
  "use strict";
  var root = document.documentElement, told = document.currentScript.dataset, pace = told.pace;
  var SECONDS = { slow: 4, medium: 2.5, fast: 1.2 };
  var PRESSES = told.keys.split(",").map(function (key) { return key === "Space" ? " " : key; });
  var GOES_ON = ["Tab", "ArrowRight", "ArrowDown"];
  var TEXT = "textarea, input:not([type=radio]):not([type=checkbox])";
  // Whom the frame brings everywhere, nothing has to be skipped; a box to type in opens its keyboard itself.
  var THINGS = "a[href]:not(.skip-link), button:not(.keyboard-open), input:not([type=hidden]), select, textarea, summary, "
    + "video[controls], audio[controls]";
  var GROUPS = "dialog[open], .keyboard__row, .choices, .date, .actions, .quick__list, .modes, .summary, .kiosk-bar, .header, "
    + ".error-summary, .menu__list, .entries, .links, .help, .footer, .reading-ways, main";
  var FIRST = [".keyboard__row *", ".error-summary *", "main :not(.reading-ways *, .back-link)", "main *", ".kiosk-bar *"];
  var MOST = 8, IN_A_PART = 6; // of the things in a group: the last one of thirty would be two minutes away
  var AFTER_A_PRESS = 350;
  var status = document.getElementById("a11y-status");
  var level = [], at = -1, place = 0, group = null, scope = null, timer, pressed, meant;

  function isThere(one) {
    return one.isConnected && !one.disabled && one.tabIndex >= 0 && one.checkVisibility({ visibilityProperty: true });
  }

  function covers() {
    return document.querySelector("dialog[open]") || document.querySelector(".curtain");
  }

  // What the frame is about now: when that is another one, it begins anew.
  function scopeNow() {
    return covers() || document.querySelector(".keyboard__row") || document;
  }

  function rank(one) {
    var found = FIRST.findIndex(function (places) { return one.matches(places); });
    return found < 0 ? FIRST.length : found;
  }

  function inParts(all) {
    var parts = [], size = all.length > MOST ? Math.ceil(all.length / Math.ceil(all.length / IN_A_PART)) : all.length;
    for (var start = 0; start < all.length; start += size) parts.push(all.slice(start, start + size));
    return parts;
  }

  // What stands together is one group; the main part first, for that is what the page is about.
  function groups() {
    var within = covers() || document, found = [], last = {};
    Array.from(within.querySelectorAll(THINGS)).filter(isThere).forEach(function (one) {
      var home = one.closest(GROUPS), its = rank(one);
      if (last.home !== home || last.rank !== its) found.push(last = { home: home, rank: its, parts: [] });
      last.parts.push(one);
    });
    found.sort(function (a, b) { return a.rank - b.rank; });
    return found.flatMap(function (one) { return inParts(one.parts); });
  }

  function box(one) { return one.closest(".choice") || one; }

  function nameOf(one) {
    var labels = one.labels && one.labels.length ? one.labels[0].textContent : "";
    var chosen = one.matches("select") && one.selectedOptions.length ? one.selectedOptions[0].textContent : "";
    var name = one.getAttribute("aria-label") || labels || (chosen ? "" : one.textContent) || one.value || "";
    return [name.trim(), chosen.trim()].filter(Boolean).join("：");
  }

  function say(text) {
    if (root.dataset.listen !== "on") return;
    if (status) status.textContent = text;
    speakHere(text);
  }

  function clear() {
    document.querySelectorAll(".scanned, .scanned-group").forEach(function (one) {
      one.classList.remove("scanned", "scanned-group");
    });
  }

  function show() {
    clear();
    clearTimeout(timer);
    var current = level[at];
    if (!current) return;
    var parts = group ? [current] : current;
    parts.forEach(function (one) { box(one).classList.add(group ? "scanned" : "scanned-group"); });
    box(parts[0]).scrollIntoView({ block: "center" });
    if (group) current.focus({ preventScroll: true });
    say(group ? nameOf(current) : parts.map(nameOf).slice(0, 3).join("，"));
    if (pace !== "step") timer = setTimeout(goOn, 1000 * (SECONDS[pace] || SECONDS.slow));
  }

  // Once through a group: the frame is round the group again, so one more press tries again. After the last: from the top.
  function goOn() {
    if (at + 1 < level.length) { at += 1; show(); }
    else outside(group ? place : 0);
  }

  function outside(from) {
    clearTimeout(pressed);
    pressed = group = null;
    scope = scopeNow();
    level = groups();
    at = from < level.length ? from : 0;
    show();
  }

  function inside(parts) {
    place = at;
    group = level = parts;
    at = 0;
    show();
  }

  function press() {
    var current = level[at];
    if (pressed) return; // a trembling hand presses twice
    if (!current) { outside(0); return; }
    if (!group && current.length > 1) { inside(current); return; }
    if (!group) place = at;
    use(group ? current : current[0]);
  }

  // Then a choice is made and the next group comes; of boxes to tick, and of everything else, more of the same may be wanted.
  function use(one) {
    var opener = one.matches(TEXT) && one.nextElementSibling;
    clearTimeout(timer);
    one.focus({ preventScroll: true });
    pressed = setTimeout(outside, AFTER_A_PRESS, one.type === "radio" ? place + 1 : place);
    if (one.matches("select")) chooseNext(one);
    else if (one.matches("video, audio")) one.paused ? one.play() : one.pause();
    else (opener && opener.matches(".keyboard-open") ? opener : one).click();
  }

  // No list opens that only a hand could close: each press takes the next line of it, and the frame stays a while.
  function chooseNext(select) {
    clearTimeout(pressed);
    pressed = null;
    select.selectedIndex = (select.selectedIndex + 1) % select.options.length;
    select.dispatchEvent(new Event("change", { bubbles: true }));
    if (group) show();
    else inside([select]);
  }

  // A question opened, a keyboard came, a part of the page was put in anew: the frame never stands on what is gone.
  function look() {
    var shown = group || level.flat();
    if (scopeNow() !== scope) outside(0);
    else if (!pressed && !shown.every(isThere)) outside(place);
  }

  // Nobody has touched anything yet, and the switch is pressed: whoever has only a switch can begin alone.
  function start(event) {
    if (PRESSES.indexOf(event.key) < 0 || document.activeElement !== document.body) return;
    event.preventDefault();
    location.assign(told.start);
  }

  // The others on the page hear of the key and leave it alone; so the terminal knows that somebody is there, and what is
  // read out stops before the frame speaks. To “are you still there?” any press is the answer.
  function claim(event) {
    var isPress = PRESSES.indexOf(event.key) >= 0, isNext = pace === "step" && GOES_ON.indexOf(event.key) >= 0;
    meant = null;
    if (event.ctrlKey || event.altKey || event.metaKey || !(isPress || isNext)) return;
    event.preventDefault();
    if (event.type === "keyup" || event.repeat || document.querySelector("#idle-warning[open]")) return;
    meant = isPress ? press : goOn;
  }

  function act() {
    if (meant) meant();
    meant = null;
  }

  if (!pace) {
    if (told.start) document.addEventListener("keydown", start);
    return;
  }

  window.addEventListener("keydown", claim, true);
  window.addEventListener("keyup", claim, true);
  window.addEventListener("keydown", act);
  window.addEventListener("load", function () {
    outside(0);
    new MutationObserver(look).observe(document.body, {
      subtree: true, childList: true, attributes: true, attributeFilter: ["open", "hidden", "disabled"],
    });
  });
})();
