// Keys and live pages. Everything here only presses what is on the page: without it, the desk works by hand.
"use strict";

const rows = () => [...document.querySelectorAll("[data-row]")];
const selected = () => document.querySelector("[data-row].selected");

function select(row) {
  for (const one of rows()) one.classList.remove("selected");
  if (!row) return;
  row.classList.add("selected");
  row.querySelector("[data-open]").focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

function move(step) {
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(selected());
  select(all[Math.min(all.length - 1, Math.max(0, at < 0 ? 0 : at + step))]);
}

function press(key) {
  const within = rows().length ? selected() : document;
  const target = within && within.querySelector(`[data-key="${key}"]`);
  if (!target) return;
  if (key === "s" && !rows().length) {
    const field = document.querySelector("#silence select, #silence button");
    field.focus();
    field.scrollIntoView({ block: "center" });
  } else target.click();
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("input, select, textarea")) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const keys = document.getElementById("keys");
  const first = document.querySelector("[data-first]");
  if (event.key === "j") move(1);
  else if (event.key === "k") move(-1);
  else if (event.key === "Enter" && selected() && event.target.tagName === "BODY") selected().querySelector("[data-open]").click();
  else if ("asf".includes(event.key)) press(event.key);
  else if (event.key === "/") first ? first.focus() : (location.href = "/search");
  else if (event.key === "?" && keys) keys.open ? keys.close() : keys.showModal();
  else return;
  if (event.key !== "Enter") event.preventDefault();
}

let asked = 0;
let loading = false;

const again = () => document.querySelector("[data-again]");

async function refresh() {
  if (loading) { asked += 1; return; }
  loading = true;
  asked = 0;
  try {
    const answer = await fetch(location.href, { headers: { accept: "text/html" }, redirect: "error" });
    if (answer.ok) show(new DOMParser().parseFromString(await answer.text(), "text/html"));
    else if (again()) location.reload();
  } catch { /* the next event asks again */ }
  loading = false;
  if (asked) setTimeout(refresh, 300);
}

function show(fresh) {
  if (again() && !fresh.querySelector("[data-again]")) { location.reload(); return; }
  document.title = fresh.title;
  const kept = selected() && selected().id;
  for (const region of document.querySelectorAll("[data-live]")) {
    const next = fresh.querySelector(`[data-live="${region.dataset.live}"]`);
    if (!next || region.innerHTML === next.innerHTML) continue;
    const held = region.contains(document.activeElement);
    region.replaceChildren(...next.childNodes);
    if (held && kept && document.getElementById(kept)) select(document.getElementById(kept));
    else if (kept && document.getElementById(kept)) document.getElementById(kept).classList.add("selected");
  }
}

function live() {
  const mark = document.querySelector("[data-live-mark]");
  if (!mark || !document.querySelector("[data-live]")) return;
  const events = new EventSource("/events");
  let waiting = null;
  const soon = () => { waiting = waiting || setTimeout(() => { waiting = null; refresh(); }, 250); };
  events.addEventListener("changed", soon);
  let lost = false;
  events.addEventListener("open", () => { mark.classList.add("on"); if (lost) soon(); lost = false; });
  events.addEventListener("error", () => { mark.classList.remove("on"); lost = true; });
  addEventListener("pagehide", () => events.close());
}

document.addEventListener("keydown", onKey);
live();
if (again()) setInterval(refresh, 2000);
