// On a terminal: when the site does not answer, shows the page that stands above in PAGE (it is put there by
// /kiosk/worker.js). Looks at whole pages only, keeps nothing, changes no answer that came.
"use strict";
const AWAY = [502, 503, 504]; // from a proxy whose application is away; answers of the site itself name a language

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  if (event.request.mode !== "navigate") return;
  const away = () => new Response(PAGE, { status: 503, headers: HEADERS });
  event.respondWith(
    fetch(event.request).then(
      (answer) => (AWAY.includes(answer.status) && !answer.headers.has("Content-Language") ? away() : answer),
      away,
    ),
  );
});
