// Says what htmx changed (data-announce of the new container), and leaves a way on when a request fails.
(function () {
  "use strict";
  var region = document.getElementById("a11y-status");
  var waiting = new WeakMap();
  // htmx notes each page's address for a history this site does not use. Without storage there is nothing to remove.
  try { sessionStorage.removeItem("htmx-current-path-for-history"); } catch (refused) { }

  function say(text) {
    region.textContent = "";
    setTimeout(function () { region.textContent = text; }, 150); // the same words twice must be heard twice
  }

  document.addEventListener("htmx:beforeRequest", function (event) {
    event.detail.target.setAttribute("aria-busy", "true");
    waiting.set(event.detail.xhr, setTimeout(function () { say(region.dataset.waiting); }, 1000));
  });

  document.addEventListener("htmx:afterRequest", function (event) {
    clearTimeout(waiting.get(event.detail.xhr));
    event.detail.target.removeAttribute("aria-busy");
    if (!event.detail.successful && event.detail.xhr.status !== 422) offerWholePage(event.detail);
  });

  document.addEventListener("htmx:afterSettle", function (event) {
    var place = document.getElementById(event.detail.target.id) || event.detail.target;
    var source = place.matches("[data-announce]") ? place : place.querySelector("[data-announce]");
    if (source) say(source.dataset.announce);
  });

  function offerWholePage(detail) {
    var way = document.createElement("a");
    way.href = detail.requestConfig.verb === "get" ? detail.pathInfo.finalRequestPath : location.href;
    way.textContent = region.dataset.retry;
    var line = document.createElement("p");
    line.append(region.dataset.failed + " ", way);
    detail.target.prepend(line);
    say(region.dataset.failed);
  }
})();
