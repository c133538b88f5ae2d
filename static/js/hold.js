// While a time is kept for somebody: says when it soon ends, some minutes before, with the button that makes it longer
// standing beside it. Moves nothing, takes no focus, stores nothing; the page says until when in any case.
(function () {
  "use strict";
  var said = document.getElementById("hold-warning");
  if (!said) return;
  var words = said.dataset;
  var ends = Date.now() + Number(words.seconds) * 1000;
  var told = 0;

  // Heard at five minutes, at two, and when it is over: more often would disturb.
  function look() {
    var left = Math.max(Math.ceil((ends - Date.now()) / 60000), 0);
    var due = [5, 2, 0].filter(function (minutes) { return left <= minutes; }).length;
    if (due === told) return;
    told = due;
    said.textContent = left ? words.left.replace("{minutes}", left) : words.over;
    if (!left) clearInterval(looking);
  }

  var looking = setInterval(look, 5000);
  look();
})();
