// The privacy curtain in place: the page stays as it is, with all that was typed, but nothing of it is seen or read out
// until the button is pressed again. Sound goes on. Without this script the link leads to a page of its own.
(function () {
  "use strict";
  var link = document.querySelector("[data-curtain]");
  if (!link) return;
  var curtain, behind;

  function close(event) {
    event.preventDefault();
    behind = Array.from(document.body.children).filter(function (part) { return !part.hidden; });
    behind.forEach(function (part) { part.hidden = true; });
    curtain = document.createElement("main");
    curtain.className = "curtain";
    var heading = document.createElement("h1");
    heading.textContent = link.dataset.curtain;
    var button = document.createElement("button");
    button.type = "button";
    button.className = "button button--primary";
    button.textContent = link.dataset.curtainShow;
    button.addEventListener("click", open);
    curtain.append(heading, button);
    document.body.append(curtain);
    button.focus();
  }

  function open() {
    curtain.remove();
    behind.forEach(function (part) { part.hidden = false; });
    link.focus();
  }

  link.addEventListener("click", close);
})();
