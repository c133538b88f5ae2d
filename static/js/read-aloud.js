// Listening to a page in its place: plays only after a press, any key stops it, shows the line that is being read.
// Without this script the same recording plays on a page of its own, in the browser's own player.
(function () {
  "use strict";
  var PRESSING = ["Enter", " ", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"];
  var SLOWEST = 0.5, FASTEST = 2, STEP = 0.25;
  var main = document.getElementById("main");
  var playing = null;

  function squeezed(text) {
    return text.replace(/\s+/g, "");
  }

  function make(name, attributes, text) {
    var element = document.createElement(name);
    Object.keys(attributes).forEach(function (key) { element.setAttribute(key, attributes[key]); });
    if (text) element.textContent = text;
    return element;
  }

  // -- the line that is being read --------------------------------------------------------------------------

  function partOf(line, number) {
    var lines = document.getElementById("lines");
    if (lines) return lines.children[number - 1];
    var said = squeezed(line), best = null, longest = 1;
    main.querySelectorAll("h1,h2,h3,h4,p,li,legend,label,dt,dd,a,button,summary").forEach(function (one) {
      var text = one.closest(".reading-ways") ? "" : squeezed(one.textContent);
      if (text.length > longest && said.indexOf(text) >= 0) {
        best = one;
        longest = text.length;
      }
    });
    return best;
  }

  function mark(element) {
    document.querySelectorAll(".is-read").forEach(function (one) { one.classList.remove("is-read"); });
    if (element) element.classList.add("is-read");
  }

  function follow(audio, captions, shown) {
    var track = make("track", { kind: "metadata", src: captions });
    audio.append(track);
    track.track.mode = "hidden";
    track.track.addEventListener("cuechange", function () {
      var cue = track.track.activeCues && track.track.activeCues[0];
      if (!cue) return;
      shown.textContent = cue.text;
      mark(partOf(cue.text, Number(cue.id)));
    });
    return track.track;
  }

  // -- the player -------------------------------------------------------------------------------------------

  function again(audio, track) {
    var cue = track && track.activeCues && track.activeCues[0];
    audio.currentTime = cue ? cue.startTime : 0;
    audio.play();
  }

  function faster(audio, step) {
    audio.playbackRate = Math.min(FASTEST, Math.max(SLOWEST, audio.playbackRate + step));
  }

  function equip(box) {
    var words = JSON.parse(box.dataset.words), audio = box.querySelector("audio"), track = null;
    var row = make("div", { "class": "listen__row" });
    var shown = make("p", { "class": "listen__line", "aria-hidden": "true" });
    [
      [words.again, function () { again(audio, track); }],
      [words.slower, function () { faster(audio, -STEP); }],
      [words.faster, function () { faster(audio, STEP); }]
    ].forEach(function (one) {
      var button = make("button", { type: "button", "class": "button button--secondary" }, one[0]);
      button.addEventListener("click", one[1]);
      row.append(button);
    });
    box.append(row, shown);
    audio.addEventListener("play", function () {
      if (playing && playing !== audio) playing.pause();
      playing = audio;
      track = track || follow(audio, box.dataset.captions, shown);
    });
    audio.addEventListener("ended", function () { mark(null); });
    return audio;
  }

  // -- pressed in a page ------------------------------------------------------------------------------------

  function playHere(place, audio, captions, elsewhere) {
    var box = document.querySelector(".reading-ways + .listen");
    if (box) return void box.querySelector("audio").play();
    box = make("div", { "class": "listen", "data-captions": captions, "data-words": place.dataset.words });
    box.append(make("audio", { "class": "listen__audio", controls: "", preload: "none", src: audio,
      "aria-label": place.textContent.trim() }));
    document.head.append(make("link", { rel: "stylesheet", href: place.dataset.style }));
    place.closest(".reading-ways").after(box);
    box.querySelector("audio").addEventListener("error", elsewhere);
    equip(box).play().catch(function () {});
  }

  function pressedLink(event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    var link = event.currentTarget, of = link.search;
    playHere(link, "/listen/page.mp3" + of, "/listen/page.vtt" + of, function () { location.assign(link.href); });
  }

  function pressedButton(event) {
    var button = event.currentTarget, form = button.form;
    event.preventDefault();
    fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), credentials: "same-origin" })
      .then(function (answer) {
        if (!answer.ok) throw new Error("no lines");
        var address = new URL(answer.url).pathname;
        playHere(button, address + "/page.mp3", address + "/page.vtt", function () { form.submit(); });
      })
      .catch(function () { form.submit(); });
  }

  // -- the device's own voice, only one that stays on the device ----------------------------------------------

  function localVoice(language) {
    return speechSynthesis.getVoices().find(function (voice) {
      return voice.localService && voice.lang.slice(0, 2).toLowerCase() === language.slice(0, 2);
    });
  }

  function offerOwnVoice(place) {
    var voice = localVoice(place.dataset.lang);
    if (!voice || place.firstChild) return;
    var button = make("button", { type: "button", "class": "button button--secondary" }, place.dataset.ownVoice);
    button.addEventListener("click", function () {
      speechSynthesis.cancel();
      document.querySelectorAll("#lines > li").forEach(function (line) {
        var said = new SpeechSynthesisUtterance(line.textContent);
        said.voice = voice;
        said.lang = voice.lang;
        said.onstart = function () { mark(line); };
        speechSynthesis.speak(said);
      });
    });
    place.append(button);
  }

  // -- any key stops ------------------------------------------------------------------------------------------

  document.addEventListener("keydown", function (event) {
    // In the player itself these keys press and move; what they do is the player's affair.
    if (event.target.closest && event.target.closest(".listen") && PRESSING.indexOf(event.key) >= 0) return;
    if (playing && !playing.paused) playing.pause();
    if (window.speechSynthesis && speechSynthesis.speaking) speechSynthesis.cancel();
  }, true);

  document.querySelectorAll(".listen[data-words]").forEach(equip);
  document.querySelectorAll("[data-listen-link]").forEach(function (link) {
    link.addEventListener("click", pressedLink);
  });
  document.querySelectorAll("[data-listen-button]").forEach(function (button) {
    if (window.fetch) button.addEventListener("click", pressedButton);
  });
  var own = document.querySelector("[data-own-voice]");
  if (own && window.speechSynthesis) {
    offerOwnVoice(own);
    speechSynthesis.addEventListener("voiceschanged", function () { offerOwnVoice(own); });
  }
})();
