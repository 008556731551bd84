// Progressive enhancement only: every page works without this file. Kept under 5 kB.
"use strict";
const find = (selector, root = document) => root.querySelector(selector);
const each = (selector, act) => document.querySelectorAll(selector).forEach(act);

// After an answer: the first wrong field, or the heading of the new view.
const focusFirst = (place) => {
  const wrong = find("[aria-invalid=true]", place);
  if (wrong) wrong.focus();
  else if (place.hasAttribute("data-view")) find("h1, h2", place)?.focus();
};
if (find("#main")) focusFirst(find("#main"));
document.addEventListener("htmx:after:swap", (event) => {
  const place = event.detail?.ctx?.target ?? event.target;
  if (place instanceof Element && !place.closest("[data-poll]")) focusFirst(place);
});

// A form is sent once; the button says that it is busy. Coming back with the back button frees it.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
});
const free = () => each("form[data-sent]", (form) => {
  delete form.dataset.sent;
  form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
});
addEventListener("pageshow", free);
document.addEventListener("htmx:finally:request", free);

// Filters answer at once; the visible button stays for who prefers it. A half-typed year is left alone.
let waiting;
document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (!form?.hasAttribute("data-autosubmit")) return;
  if (event.target.type === "date" && !(event.target.value >= "2000")) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => form.requestSubmit(), 250);
});

// data-poll="5": raise the event "poll" every 5 s while the page is seen (hx-trigger="poll").
const last = new WeakMap();
setInterval(() => {
  if (document.hidden) return;
  each("[data-poll]", (place) => {
    const now = performance.now();
    if (!last.has(place)) last.set(place, now);
    if (now - last.get(place) < place.dataset.poll * 1000 || find(".slot__range", place)) return;
    last.set(place, now);
    place.dispatchEvent(new CustomEvent("poll"));
  });
}, 1000);

// One sheet at a time: Escape or a press elsewhere closes an open menu.
const close = (but) => each("details.bar__more[open]", (menu) => { if (!menu.contains(but)) menu.open = false; });
document.addEventListener("pointerdown", (event) => close(event.target));
document.addEventListener("keydown", (event) => { if (event.key === "Escape") { close(null); drag?.mark.remove(); drag = null; } });

// Drag over a free gap: snaps to quarters; fills the selects data-time="begin|until", or follows the link with both times.
const STEP = 15;
const minutes = (text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
const clock = (count) => [Math.floor(count / 60), count % 60].map((part) => String(part).padStart(2, "0")).join(":");
let drag = null;
let dragged = false;
const draw = (event) => {
  const box = drag.slot.getBoundingClientRect();
  const from = minutes(drag.slot.dataset.begin);
  const length = minutes(drag.slot.dataset.until) - from;
  const at = (x) => Math.min(Math.max((x - box.left) / box.width, 0), 1) * length / STEP;
  const [left, right] = [drag.x, event.clientX].sort((a, b) => a - b).map(at);
  const first = Math.min(Math.floor(left), length / STEP - 1) * STEP;
  const end = Math.max(Math.ceil(right) * STEP, first + STEP);
  drag.begin = clock(from + first);
  drag.until = clock(from + end);
  drag.mark.style.left = `${first / length * 100}%`;
  drag.mark.style.width = `${(end - first) / length * 100}%`;
  drag.mark.textContent = `${drag.begin}–${drag.until}`;
};
document.addEventListener("pointerdown", (event) => {
  const slot = event.target.closest?.("a.slot--free[data-begin]");
  dragged = false;
  if (!slot || event.button || event.pointerType === "touch") return;
  drag = { slot, x: event.clientX, mark: Object.assign(document.createElement("span"), { className: "slot__range" }) };
  drag.mark.setAttribute("aria-hidden", "true");
});
document.addEventListener("pointermove", (event) => {
  if (!drag || (!dragged && Math.abs(event.clientX - drag.x) < 8)) return;
  dragged = true;
  if (!drag.mark.parentNode) drag.slot.append(drag.mark);
  draw(event);
});
document.addEventListener("pointerup", () => {
  if (!drag || !dragged) { drag = null; return; }
  const { slot, begin, until, mark } = drag;
  drag = null;
  mark.remove();
  const form = find("form[data-timeline]");
  const space = form && find("[data-time=space]", form);
  if (space && slot.dataset.space) space.value = slot.dataset.space;
  if (form) {
    find("[data-time=begin]", form).value = begin;
    find("[data-time=until]", form).value = until;
    find("[data-time=until]", form).focus();
    return;
  }
  const url = new URL(slot.href);
  url.searchParams.set("van", begin);
  url.searchParams.set("tot", until);
  location.assign(url);
});
document.addEventListener("click", (event) => { if (dragged && event.target.closest?.(".slot--free")) event.preventDefault(); dragged = false; }, true);
document.addEventListener("dragstart", (event) => { if (event.target.closest?.(".slot--free")) event.preventDefault(); });
