// Asks the card reader on this machine (only its loopback address: the page's policy allows no other) for the fields
// that the form names, and sends its signed answer to the site. Keeps nothing and shows nothing of it.
(function () {
  "use strict";
  var form = document.getElementById("card");
  if (!form) return;
  var told = form.dataset, state = document.getElementById("card-state");
  var button = form.querySelector("button[type=submit]");

  function failed(text) {
    state.textContent = text;
    button.hidden = false;
    button.focus();
  }

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    state.textContent = told.reading;
    button.hidden = true;
    fetch(told.reader, {
      method: "POST",
      mode: "cors",
      credentials: "omit",
      referrerPolicy: "no-referrer",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ request: form.elements.ticket.value, fields: told.fields.split(",") }),
    }).then(function (answer) {
      if (answer.status === 408) return failed(told.noCard);
      if (!answer.ok) return failed(told.failed);
      return answer.text().then(function (text) {
        form.elements.answer.value = text;
        form.submit();
      });
    }).catch(function () { failed(told.failed); });
  });
})();
