/* A stripe across the page that follows the mouse, the finger and the focus, for whoever chose the reading ruler.
   It stands over the page but takes no touch, is not heard, and keeps nothing. Escape puts it away until the next move. */
(() => {
  "use strict";
  const stripe = document.createElement("div");
  stripe.className = "ruler";
  stripe.hidden = true;
  stripe.setAttribute("aria-hidden", "true");
  document.body.append(stripe);

  const show = (middle) => {
    stripe.hidden = false;
    stripe.style.insetBlockStart = `${Math.round(middle - stripe.offsetHeight / 2)}px`;
  };
  document.addEventListener("pointermove", (event) => show(event.clientY), { passive: true });
  document.addEventListener("pointerdown", (event) => show(event.clientY), { passive: true });
  document.addEventListener("focusin", (event) => {
    const lines = event.target.getClientRects();
    // A whole part of the page, such as its main column, is no line to read.
    if (lines.length && lines[0].height < window.innerHeight / 2) show(lines[0].top + lines[0].height / 2);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") stripe.hidden = true;
  });
})();
