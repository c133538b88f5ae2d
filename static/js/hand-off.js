// The terminal notices that a phone has taken over, and then shows that nothing is left here. Without this script the
// button on the page does the same. Asks for nothing but "is it still open?"; stores nothing.
(function () {
  "use strict";
  var place = document.querySelector("[data-hand-off]");
  if (!place) return;
  function ask() {
    fetch(place.dataset.handOff, { credentials: "same-origin", cache: "no-store" })
      .then(function (answer) { if (answer.status === 205) location.reload(); else setTimeout(ask, 4000); })
      .catch(function () { setTimeout(ask, 8000); });
  }
  setTimeout(ask, 4000);
})();
