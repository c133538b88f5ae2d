// The on-screen keyboard below its field, so that the page stays as it is. The keys come from this site; each is a plain
// button. Without this script the form has a button that opens the same keys as a page of their own. Stores nothing.
(function () {
  "use strict";
  var way = document.querySelector("[data-keyboard-way]");
  if (!way) return;
  var source = way.dataset.keyboardWay, status = document.getElementById("a11y-status");
  var board, field, opener, words = {};

  function element(tag, className, text) {
    var made = document.createElement(tag);
    made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  function button(text, className, act) {
    var made = element("button", className, text);
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  }

  function say(text) {
    if (status) status.textContent = text;
    speakHere(text);
  }

  function type(key, name) {
    var start = field.selectionStart === null ? field.value.length : field.selectionStart;
    var end = field.selectionEnd === null ? start : field.selectionEnd;
    field.setRangeText(key, start, end, "end");
    changed(name);
  }

  function remove() {
    var start = field.selectionStart, end = field.selectionEnd;
    field.setRangeText("", start === end ? Math.max(0, start - 1) : start, end, "end");
    changed(words.delete);
  }

  function changed(name) {
    field.dispatchEvent(new Event("input", { bubbles: true }));
    say(name);
  }

  function row(name) {
    var made = element("div", "keyboard__row");
    made.setAttribute("role", "group");
    made.setAttribute("aria-label", name);
    return made;
  }

  function keyButton(key) {
    return button(key.name, "keyboard__key" + (key.key === " " ? " keyboard__key--wide" : ""),
      function () { type(key.key, key.name); });
  }

  function strokes(shown) {
    var line = row(shown.words.strokes);
    shown.strokes.forEach(function (one) {
      var key = button(String(one.number), "keyboard__key", function () { show(shown.layout, one.number, 0); });
      key.setAttribute("aria-label", one.name);
      key.setAttribute("aria-pressed", String(one.number === shown.chosen));
      line.append(key);
    });
    return line;
  }

  function draw(shown, keepsFocus) {
    words = shown.words;
    board.setAttribute("aria-label", words.board);
    board.replaceChildren();
    if (shown.strokes.length) board.append(strokes(shown));
    shown.rows.forEach(function (one) {
      var line = row(one.name);
      one.keys.forEach(function (key) { line.append(keyButton(key)); });
      board.append(line);
    });
    var acts = row(words.board);
    if (shown.parts > 1) {
      acts.append(button(words.more, "button button--secondary", function () {
        show(shown.layout, shown.chosen, (shown.part + 1) % shown.parts);
      }));
    }
    acts.append(button(words.delete, "button button--secondary", remove));
    acts.append(button(words.clear, "button button--secondary", function () { field.value = ""; changed(words.clear); }));
    shown.layouts.forEach(function (one) {
      if (one.code !== shown.layout) {
        acts.append(button(one.name, "button button--secondary", function () { show(one.code, 0, 0); }));
      }
    });
    acts.append(button(words.close, "button button--primary", function () { close(true); }));
    board.append(acts);
    var first = board.querySelector("button");
    if (keepsFocus && first) first.focus();
  }

  function show(layout, number, part) {
    var address = source + "?kb_layout=" + layout + "&kb_strokes=" + number + "&kb_part=" + part;
    return fetch(address, { credentials: "same-origin" })
      .then(function (answer) { return answer.json(); })
      .then(function (shown) { draw(shown, true); });
  }

  function close(isDone) {
    if (!board) return;
    board.remove();
    board = null;
    opener.setAttribute("aria-expanded", "false");
    if (isDone) field.focus();
  }

  function open(target, from) {
    var wasMine = board && opener === from;
    close(false);
    if (wasMine) { target.focus(); return; }
    field = target;
    opener = from;
    board = element("div", "keyboard keyboard--here");
    board.setAttribute("role", "group");
    from.after(board);
    from.setAttribute("aria-expanded", "true");
    show(target.dataset.keyboard, 0, 0).catch(function () { way.hidden = false; close(true); });
  }

  document.querySelectorAll("[data-keyboard]").forEach(function (target) {
    var label = document.querySelector("label[for='" + target.id + "']");
    var opens = button(way.dataset.open, "button button--secondary keyboard-open", function () { open(target, opens); });
    if (label) opens.setAttribute("aria-label", way.dataset.open + " " + label.textContent.trim());
    opens.setAttribute("aria-expanded", "false");
    target.after(opens);
  });
  document.querySelectorAll("[data-keyboard-way]").forEach(function (one) { one.hidden = true; });
})();
