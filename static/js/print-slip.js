// Prints the slip when the button is pressed, never by itself. On a terminal the browser prints without a dialog.
(function () {
  "use strict";
  var place = document.querySelector("[data-print]");
  if (!place || !window.print) return;
  var button = document.createElement("button");
  button.type = "button";
  button.className = "button button--primary";
  button.textContent = place.dataset.print;
  button.addEventListener("click", function () { window.print(); });
  place.append(button);
  var without = document.querySelector("[data-without-print]");
  if (without) without.hidden = true;
})();
