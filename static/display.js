// A display asks for news by itself, and says so when nobody answers: it is never "free" when unknown.
// Works without this file too: see the noscript in templates/displays/_live.html.
"use strict";
const ASK_SECONDS = 4;
const ANSWER_MS = 8000;
const OLD_MS = 20000;
const GRACE_MS = 5000;
const place = () => document.getElementById("display");
let heardAt = Date.now();
let drawnAt = Date.now();
let seconds = 0;
let asking = false;

// What was known last is old when nobody answered for a while, unknown once it would have changed by itself.
const judge = () => {
  const { at, until } = place().dataset;
  const isPast = Number(at) + Date.now() - drawnAt > Number(until) + GRACE_MS;
  const contact = isPast ? "unknown" : Date.now() - heardAt > OLD_MS ? "old" : "live";
  place().dataset.contact = contact;
  place().querySelectorAll("[data-when]").forEach((part) => {
    part.hidden = !part.dataset.when.split(" ").includes(contact);
  });
};

// Put a new picture in the place of the old one; the focus and what was folded out stay.
const draw = (html) => {
  const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("display");
  if (!fresh) return location.assign("/scherm");
  const open = [...place().querySelectorAll("details[open]")].map((part) => part.id);
  const buttons = [...place().querySelectorAll("a, button, summary")];
  const nth = buttons.indexOf(document.activeElement);
  const label = document.activeElement?.textContent;
  place().replaceWith(fresh);
  open.forEach((id) => document.getElementById(id)?.setAttribute("open", ""));
  const again = fresh.querySelectorAll("a, button, summary")[nth];
  if (again?.textContent === label) again.focus();
  drawnAt = Date.now();
};

const send = async (address, how) => {
  const answer = await fetch(address, { ...how, cache: "no-store", signal: AbortSignal.timeout(ANSWER_MS) });
  if (answer.status >= 500) throw new Error(answer.statusText);
  if (answer.status !== 204) draw(await answer.text());
  heardAt = Date.now();
};

const ask = async () => {
  if (asking) return;
  asking = true;
  try { await send(place().dataset.poll); } catch { /* heardAt stays what it was */ }
  asking = false;
  judge();
};

setInterval(() => {
  seconds += 1;
  judge();
  if (seconds % ASK_SECONDS === 0) ask();
}, 1000);

// A press is sent without leaving the page: a browser's own "no connection" would stay on the wall.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  event.preventDefault();
  if (form.dataset.sent) return;
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
  try {
    await send(form.action, { method: "POST", body: new URLSearchParams(new FormData(form, event.submitter)) });
  } catch {
    heardAt = 0;
  }
  judge();
});
