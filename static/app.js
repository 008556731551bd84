// Progressive enhancement only: every page works without this file. Kept under 5 kB.
"use strict";
const find = (selector, root = document) => root.querySelector(selector);
const each = (selector, act) => document.querySelectorAll(selector).forEach(act);
const on = (name, act, early = false) => document.addEventListener(name, act, early);

// After an answer: focus the first wrong field, or the heading of a new view (data-view on its container).
const focusFirst = (place) => {
  const wrong = find("[aria-invalid=true]", place);
  if (wrong) wrong.focus();
  else if (place.matches("[data-view]")) find("h1, h2", place)?.focus();
};
if (find("#main")) focusFirst(find("#main"));
on("htmx:after:swap", (event) => {
  const place = event.detail?.ctx?.target ?? event.target;
  if (place instanceof Element && !place.closest("[data-poll]")) focusFirst(place);
});

// A form is sent once, and its button says that it is busy. Coming back to the page frees it.
on("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
});
addEventListener("pageshow", () => each("form[data-sent]", (form) => {
  delete form.dataset.sent;
  form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
}));

// data-autosubmit: a filter answers at once. A half-typed year is left alone.
let waiting;
on("change", ({ target }) => {
  if (!target.form?.matches("[data-autosubmit]") || (target.type === "date" && target.value < "2000")) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => target.form?.requestSubmit(), 250);
});

// data-poll="4": raise "poll" every 4 s while the page is seen (hx-trigger="poll").
let seconds = 0;
setInterval(() => {
  if (document.hidden || drag) return;
  seconds += 1;
  each("[data-poll]", (place) => seconds % place.dataset.poll || place.dispatchEvent(new Event("poll")));
}, 1000);

// A wide plan opens at the chosen place.
each(".plan__box", (box) => {
  const spot = find(".plan__chosen", box)?.getBoundingClientRect();
  if (spot) box.scrollTo(spot.x - box.clientWidth / 2, spot.y - box.offsetTop);
});

// Escape, or a press elsewhere, closes the menu on a phone.
const close = (but) => each(".bar__more[open]", (menu) => { menu.open = menu.contains(but); });
on("pointerdown", (event) => close(event.target));
on("keydown", (event) => { if (event.key === "Escape") { close(null); stop(); } });

// Drag over a free gap, by quarters: fills the selects data-time="begin|until" of form[data-timeline],
// or follows the link with both times. The selects are the way without dragging.
const STEP = 15;
const minutes = (text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
const clock = (count) => [Math.floor(count / 60), count % 60].map((part) => `${part}`.padStart(2, "0")).join(":");
let drag = null;
let dragged = false;
const stop = () => { drag?.mark.remove(); drag = null; };
const draw = (x) => {
  const { slot, mark } = drag;
  const box = slot.getBoundingClientRect();
  const from = minutes(slot.dataset.begin);
  const steps = (minutes(slot.dataset.until) - from) / STEP;
  const at = (place) => Math.min(Math.max((place - box.left) / box.width, 0), 1) * steps;
  const first = Math.min(Math.floor(at(Math.min(x, drag.x))), steps - 1);
  const end = Math.max(Math.ceil(at(Math.max(x, drag.x))), first + 1);
  drag.times = [first, end].map((step) => clock(from + step * STEP));
  mark.style.left = `${first / steps * 100}%`;
  mark.style.width = `${(end - first) / steps * 100}%`;
  mark.textContent = drag.times.join("–");
  slot.append(mark);
};
const slotAt = (event) => event.target.closest?.("a.slot--free");
on("pointerdown", (event) => {
  const slot = slotAt(event);
  dragged = false;
  if (!slot || event.button || event.pointerType === "touch") return;
  drag = { slot, x: event.clientX, mark: document.createElement("span") };
  drag.mark.className = "slot__range";
});
on("pointermove", ({ clientX }) => {
  dragged ||= drag && Math.abs(clientX - drag.x) > 8;
  if (drag && dragged) draw(clientX);
});
on("pointerup", () => {
  const { slot, times } = drag ?? {};
  stop();
  if (!times) return;
  const form = find("form[data-timeline]");
  const fill = (name, value) => { const field = find(`[data-time=${name}]`, form); if (field && value) field.value = value; };
  if (form) {
    ["begin", "until"].forEach((name, n) => fill(name, times[n]));
    fill("space", slot.dataset.space);
    find("[data-time=until]", form).focus();
  } else {
    const url = new URL(slot.href);
    ["van", "tot"].forEach((name, n) => url.searchParams.set(name, times[n]));
    location.assign(url);
  }
});
on("click", (event) => { if (dragged && slotAt(event)) event.preventDefault(); dragged = false; }, true);
on("dragstart", (event) => { if (slotAt(event)) event.preventDefault(); });
