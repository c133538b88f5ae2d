// A few words aloud at a terminal, for whoever chose listening: `window.speakHere(text)`. Only by a voice of this machine,
// for others would send out what is typed; without one it stays silent. Stores nothing.
(function () {
  "use strict";
  var root = document.documentElement;

  window.speakHere = function (text) {
    if (root.dataset.listen !== "on" || !window.speechSynthesis) return;
    var language = root.lang.slice(0, 2);
    var voice = speechSynthesis.getVoices().find(function (one) {
      return one.localService && one.lang.slice(0, 2) === language;
    });
    if (!voice) return;
    var spoken = new SpeechSynthesisUtterance(text);
    spoken.voice = voice;
    speechSynthesis.cancel();
    speechSynthesis.speak(spoken);
  };
})();
