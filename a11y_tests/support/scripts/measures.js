// Measurements inside the page. Each returns a list of sentences about what is wrong; an empty list is good.
window.measures = (() => {
  "use strict";
  const TEXT_BLOCKS = "p, li, dd, dt, blockquote, figcaption, caption, td, th, label, legend, summary";
  const INTERACTIVE = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";

  const named = element => {
    const text = (element.innerText || element.value || "").trim().slice(0, 40);
    const id = element.id ? `#${element.id}` : "";
    const first = element.classList[0] ? `.${element.classList[0]}` : "";
    return `<${element.localName}${id}${first}> “${text}”`;
  };
  const visible = element => {
    if (!element.checkVisibility({checkOpacity: true, checkVisibilityCSS: true})) return false;
    const box = element.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && !unseen(element);
  };
  const unseen = element => !!element.closest(".visually-hidden");
  const scrolls = element => {
    for (let one = element.parentElement; one; one = one.parentElement)
      if (["auto", "scroll"].includes(getComputedStyle(one).overflowX)) return true;
    return false;
  };
  const ownText = element => [...element.childNodes].some(
    node => node.nodeType === Node.TEXT_NODE && node.textContent.trim());

  // WCAG 1.4.10: nothing needs scrolling in two directions.
  function overflow() {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width + 1) return [];
    return [...document.body.querySelectorAll("*")]
      .filter(one => visible(one) && !scrolls(one) && one.getBoundingClientRect().right > width + 1)
      .slice(0, 8)
      .map(one => `${named(one)} ends at ${Math.round(one.getBoundingClientRect().right)} of ${width} px`);
  }

  // WCAG 1.4.4, 1.4.12: no text is cut off by its box.
  function clipped() {
    return [...document.body.querySelectorAll("*")].filter(one => {
      if (!visible(one) || ["input", "textarea", "select", "svg", "video"].includes(one.localName)) return false;
      const style = getComputedStyle(one);
      const cutsX = ["hidden", "clip"].includes(style.overflowX) && one.scrollWidth > one.clientWidth + 1;
      const cutsY = ["hidden", "clip"].includes(style.overflowY) && one.scrollHeight > one.clientHeight + 1;
      return (cutsX || cutsY) && one.innerText && one.innerText.trim();
    }).map(one => `${named(one)} cuts off its text`);
  }

  // Controls and texts do not lie over each other.
  function overlapping() {
    const pieces = [...document.querySelectorAll("main a[href], main button, main label, main p, header a[href], header summary")]
      .filter(one => visible(one));
    const found = [];
    for (let a = 0; a < pieces.length; a++)
      for (let b = a + 1; b < pieces.length; b++)
        if (!pieces[a].contains(pieces[b]) && !pieces[b].contains(pieces[a]) && lieOver(pieces[a], pieces[b]))
          found.push(`${named(pieces[a])} and ${named(pieces[b])} lie over each other`);
    return found.slice(0, 8);
  }
  function lieOver(one, other) {
    return [...one.getClientRects()].some(p => [...other.getClientRects()].some(q =>
      Math.min(p.right, q.right) - Math.max(p.left, q.left) > 3 &&
      Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top) > 6));
  }

  // WCAG 2.5.5 and the house: every target is at least `least` CSS pixels in both directions; a link inside a
  // sentence is excepted. A radio button or check box is as large as its label together with it.
  function smallTargets(least) {
    return [...document.querySelectorAll(INTERACTIVE)].filter(visible).filter(one => !inSentence(one)).flatMap(one => {
      const box = area(one);
      const height = Math.min(box.height, reach(one));
      const small = box.width < least - 0.5 || height < least - 1;
      return small ? [`${named(one)} is ${Math.round(box.width)} × ${Math.round(height)} px, not ${least}`] : [];
    });
  }
  // How many pixels up and down from its middle a press still reaches the control: a neighbour may lie over its edge.
  function reach(control) {
    control.scrollIntoView({block: "center", behavior: "instant"});
    const own = [control, ...(control.labels || [])];
    const box = control.getClientRects()[0];
    const x = box.left + box.width / 2, middle = box.top + box.height / 2;
    if (middle < 0 || x < 0 || x > innerWidth) return Infinity; // a skip link comes into sight with the focus
    const hits = y => { const top = document.elementFromPoint(x, y); return own.some(one => one.contains(top)); };
    const edge = towards => { // in strides, then pixel by pixel: what lies over a control is thicker than a stride
      let far = 0;
      for (const stride of [4, 1])
        while (far < 200 && hits(middle + towards * (far + stride))) far += stride;
      return far;
    };
    return edge(-1) + edge(1) + 1;
  }
  function inSentence(link) {
    if (link.localName !== "a" || getComputedStyle(link).display !== "inline") return false;
    const around = link.parentElement.closest("p, li, dd, td, h1, h2, h3, span") || link.parentElement;
    return around.innerText.trim().length > link.innerText.trim().length + 1;
  }
  function area(control) {
    const boxes = [control, ...(["radio", "checkbox"].includes(control.type) ? control.labels : [])]
      .map(one => one.getBoundingClientRect());
    const left = Math.min(...boxes.map(b => b.left)), right = Math.max(...boxes.map(b => b.right));
    const top = Math.min(...boxes.map(b => b.top)), bottom = Math.max(...boxes.map(b => b.bottom));
    return {width: right - left, height: bottom - top};
  }

  // WCAG 1.4.8: lines of at most `most` Chinese glyphs, 1.5 line height, never justified.
  function hardToRead(most) {
    return [...document.querySelectorAll(TEXT_BLOCKS)].filter(one => visible(one) && ownText(one)).flatMap(one => {
      const style = getComputedStyle(one);
      const size = parseFloat(style.fontSize);
      const longest = Math.max(...lines(one)) / size;
      const problems = [];
      if (longest > most + 0.5) problems.push(`${named(one)} has lines of ${longest.toFixed(1)} glyphs, not ${most}`);
      if (parseFloat(style.lineHeight) / size < 1.5)
        problems.push(`${named(one)} has a line height of ${(parseFloat(style.lineHeight) / size).toFixed(2)}`);
      if (["justify", "justify-all"].includes(style.textAlign)) problems.push(`${named(one)} is justified`);
      return problems;
    });
  }
  function lines(element) {
    const range = document.createRange();
    const widths = {};
    for (const node of element.childNodes) {
      if (node.nodeType !== Node.TEXT_NODE) continue;
      range.selectNodeContents(node);
      for (const box of range.getClientRects()) widths[Math.round(box.top)] = (widths[Math.round(box.top)] || 0) + box.width;
    }
    return Object.values(widths).length ? Object.values(widths) : [0];
  }

  // Text sizes follow the reader: nothing smaller than `least` CSS pixels.
  function tinyText(least) {
    return [...document.body.querySelectorAll("*")].filter(one => visible(one) && ownText(one)).flatMap(one => {
      const size = parseFloat(getComputedStyle(one).fontSize);
      return size < least ? [`${named(one)} is set in ${size} px`] : [];
    });
  }

  // WCAG 1.3.2: what is read later is not shown above what is read before, in the same column.
  function shownInOrder() {
    const blocks = [...document.querySelectorAll("main :is(h1, h2, h3, h4, button, " + TEXT_BLOCKS + ")")]
      .filter(one => visible(one) && one.innerText.trim() && !scrolls(one));
    return blocks.slice(1).flatMap((later, at) => {
      const before = blocks[at], one = before.getBoundingClientRect(), other = later.getBoundingClientRect();
      const above = !before.contains(later) && other.bottom <= one.top - 4 && other.left < one.right && other.right > one.left;
      return above ? [`${named(later)} is shown above ${named(before)}, which is read first`] : [];
    });
  }

  // WCAG 1.4.1: a link inside a sentence has more than its colour.
  function linksByColour() {
    return [...document.querySelectorAll("a[href]")].filter(one => visible(one) && inSentence(one)).filter(one => {
      const style = getComputedStyle(one);
      return !style.textDecorationLine.includes("underline") && parseFloat(style.borderBottomWidth) === 0;
    }).map(one => `${named(one)} is known by its colour only`);
  }

  // WCAG 1.4.11: the edge of a field stands out from the page by 3:1, or its ground does.
  function faintEdges() {
    return [...document.querySelectorAll("input, select, textarea")].filter(one =>
      visible(one) && !["radio", "checkbox", "file", "submit", "button"].includes(one.type)).flatMap(one => {
      const style = getComputedStyle(one), around = groundOf(one.parentElement);
      const sides = ["Top", "Right", "Bottom", "Left"].filter(side => parseFloat(style[`border${side}Width`]) >= 1);
      const edges = sides.length < 4 ? [1] : sides.map(side => contrast(pixel(style[`border${side}Color`]), around));
      const best = Math.max(Math.min(...edges), contrast(groundOf(one), around));
      return best < 3 ? [`${named(one)} has an edge of ${best.toFixed(2)}:1`] : [];
    });
  }
  function groundOf(element) {
    for (let one = element; one; one = one.parentElement) {
      const colour = getComputedStyle(one).backgroundColor;
      if (pixel(colour)[3] === 255) return pixel(colour);
    }
    return pixel("Canvas");
  }
  function pixel(colour) {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 1;
    const drawing = canvas.getContext("2d", {colorSpace: "srgb"});
    drawing.fillStyle = colour;
    drawing.fillRect(0, 0, 1, 1);
    return [...drawing.getImageData(0, 0, 1, 1).data];
  }
  function contrast(one, other) {
    const light = ([r, g, b]) => [[r, 0.2126], [g, 0.7152], [b, 0.0722]].reduce((sum, [part, share]) => {
      const value = part / 255;
      return sum + share * (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    }, 0);
    const [high, low] = [light(one), light(other)].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  }

  // WCAG 2.2.2, 2.3.3: asked for less motion, nothing moves.
  function moving() {
    return document.getAnimations().filter(one => one.playState === "running").map(one =>
      `${named(one.effect.target)} moves (${one.animationName || one.transitionProperty || "animation"})`);
  }

  // Every place with words that can be seen, and what it is called: compared between a wide and a narrow window.
  function places() {
    return [...document.body.querySelectorAll("*")].filter(one => visible(one) && ownText(one))
      .map(one => [path(one), named(one)]);
  }

  // What has focus now, where it is, and whether something lies over it (WCAG 2.4.12).
  function focused() {
    const one = document.activeElement;
    if (!one || one === document.body || one === document.documentElement) return null;
    const box = area(one);
    const seen = one.getBoundingClientRect();
    const spots = [[0.5, 0.5], [0.02, 0.1], [0.98, 0.1], [0.02, 0.9], [0.98, 0.9]].map(([x, y]) =>
      [seen.left + seen.width * x, seen.top + seen.height * y]);
    const covered = spots.filter(([x, y]) => {
      const top = document.elementFromPoint(x, y);
      const own = top && (one.contains(top) || top.contains(one) || [...(one.labels || [])].some(l => l.contains(top)));
      return x >= 0 && y >= 0 && x < innerWidth && y < innerHeight && !own && top && paintsOver(top, one);
    }).length;
    const inside = seen.bottom > 0 && seen.top < innerHeight && seen.right > 0 && seen.left < innerWidth;
    return {name: named(one), key: path(one), href: one.getAttribute("href"), id: one.id, width: box.width,
      height: box.height, left: seen.left + scrollX, top: seen.top + scrollY, right: seen.right + scrollX,
      bottom: seen.bottom + scrollY, covered, inside, inMain: !!one.closest("main")};
  }
  // Something with a ground of its own, from the covering element up to what it shares with the covered one.
  function paintsOver(top, covered) {
    for (let one = top; one && !one.contains(covered); one = one.parentElement) {
      const style = getComputedStyle(one);
      if (style.backgroundImage !== "none" || !/^rgba\(.*, 0\)$/.test(style.backgroundColor)) return true;
    }
    return false;
  }
  function path(element) {
    const steps = [];
    for (let one = element; one && one !== document.body; one = one.parentElement)
      steps.unshift(`${one.localName}:${[...one.parentElement.children].indexOf(one)}`);
    return steps.join(">");
  }

  // Where Tab must come by: everything interactive, but one radio button of each group, and nothing in closed details.
  function tabStops() {
    const seen = new Set();
    return [...document.querySelectorAll(INTERACTIVE)].filter(one => {
      if (!one.checkVisibility({checkVisibilityCSS: true}) || one.tabIndex < 0 || one.disabled) return false;
      if (one.type !== "radio") return true;
      const group = `${one.form && one.form.action}|${one.name}`;
      const chosen = document.querySelector(`input[type=radio][name="${CSS.escape(one.name)}"]:checked`);
      if (seen.has(group) || (chosen && chosen !== one)) return false;
      seen.add(group);
      return true;
    }).map(path);
  }
  function namesOf(paths) {
    return [...document.querySelectorAll(INTERACTIVE)].filter(one => paths.includes(path(one))).map(one => [path(one), named(one)]);
  }

  // Each press of a key leaves where focus is after it: asked for all at once, a long walk takes half the time.
  const stops = [];
  function recordStops() {
    stops.length = 0;
    if (!document.body.dataset.recorded)
      document.addEventListener("keyup", () => stops.push(focused()), true);
    document.body.dataset.recorded = "yes";
  }
  function recordedStops() {
    return stops;
  }

  // The next Tab begins with the first element, also where something took the focus on load.
  function startAtTheTop() {
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.blur();
    document.body.removeAttribute("tabindex");
    scrollTo(0, 0);
  }

  function addStyle(text) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    return [];
  }

  function storages() {
    return [...Object.keys(localStorage).map(key => `localStorage ${key}`),
      ...Object.keys(sessionStorage).map(key => `sessionStorage ${key}`)];
  }

  return {overflow, clipped, overlapping, smallTargets, hardToRead, tinyText, focused, tabStops, namesOf, recordStops, recordedStops, startAtTheTop, addStyle, storages,
    shownInOrder, linksByColour, faintEdges, moving, places};
})();
