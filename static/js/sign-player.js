// Buttons with words for a sign-language clip, in addition to those of the browser: play, back 5 seconds, slower,
// captions below the picture, size, full screen, parts, less data. Stores nothing, starts nothing by itself.
(function () {
  "use strict";

  function say(button, isOther) {
    var data = button.dataset;
    if (!data.usual) data.usual = button.textContent;
    button.textContent = isOther ? data.other : data.usual;
  }

  function prepare(player) {
    if (player.dataset.ready) return;
    player.dataset.ready = "yes";
    var film = player.querySelector("video");
    var words = player.querySelector(".sign-player__words");
    var buttons = player.querySelector(".sign-player__buttons");
    var captions = film.textTracks[0];
    var isCaptioned = true;

    function all(name) {
      return player.querySelectorAll('[data-sign-do="' + name + '"]');
    }

    // Below the picture the words hide no hands and grow with the text; a full screen has no below.
    function place() {
      var isFull = document.fullscreenElement === film;
      captions.mode = !isCaptioned ? "disabled" : isFull ? "showing" : "hidden";
      words.hidden = !isCaptioned || isFull;
      show();
    }

    function show() {
      var cues = captions.mode === "hidden" && captions.activeCues;
      if (!cues || !cues.length) return; // the last words stay, as in a pause
      words.textContent = cues[0].text;
      words.lang = "zh-Hans";
    }

    function go(seconds) {
      film.currentTime = Math.max(0, seconds);
    }

    function speed(button) {
      film.defaultPlaybackRate = film.playbackRate = Number(button.dataset.speed);
      all("speed").forEach(function (other) {
        other.setAttribute("aria-pressed", String(other === button));
      });
    }

    function low(link) {
      var at = film.currentTime;
      var goesOn = !film.paused;
      film.src = link.href;
      link.setAttribute("aria-current", "true"); // said as "current"
      if (!at) return;
      film.addEventListener("loadedmetadata", function () { go(at); }, { once: true });
      film.load();
      if (goesOn) film.play();
    }

    var does = {
      play: function () { if (film.paused) film.play(); else film.pause(); },
      back: function () { go(film.currentTime - 5); },
      speed: speed,
      captions: function (button) {
        isCaptioned = !isCaptioned;
        say(button, !isCaptioned);
        place();
      },
      size: function (button) { say(button, player.classList.toggle("sign-player--small")); },
      full: function () { if (film.requestFullscreen) film.requestFullscreen(); else film.webkitEnterFullscreen(); },
      chapter: function (link) { go(Number(link.dataset.at)); film.play(); },
      low: low
    };

    player.addEventListener("click", function (event) {
      var pressed = event.target.closest("[data-sign-do]");
      if (!pressed || !player.contains(pressed)) return;
      event.preventDefault();
      does[pressed.dataset.signDo](pressed);
    });
    ["play", "pause", "ended"].forEach(function (kind) {
      film.addEventListener(kind, function () { say(all("play")[0], !film.paused && !film.ended); });
    });
    captions.addEventListener("cuechange", show);
    document.addEventListener("fullscreenchange", place);
    if (!film.requestFullscreen && !film.webkitEnterFullscreen) all("full")[0].hidden = true;
    buttons.hidden = false;
    place();
  }

  document.querySelectorAll("[data-sign-player]").forEach(prepare);
})();
