// Keeps a page up to date while somebody looks at it. Without this it is as true as when it was loaded.
"use strict";

const main = document.getElementById("main");
const announcer = document.getElementById("announcer");
const stale = document.getElementById("stale");
let events = null;
let wanted = null;
let quarter = 0;

// The page may tell of an event that it was loaded after.
const shown = () => document.querySelector("[data-event]")?.dataset.event;

function announce(text) {
  if (announcer.textContent !== text) announcer.textContent = text;
}

// Takes over what is different, and leaves focus, open details and what somebody types as they are.
function replace(part, fresh) {
  const isOpen = [...part.querySelectorAll("details[open][id]")].map((details) => details.id);
  for (const id of isOpen) fresh.querySelector(`#${CSS.escape(id)}`)?.setAttribute("open", "");
  if (part.innerHTML === fresh.innerHTML) return;
  const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
  part.replaceChildren(...fresh.childNodes);
  if (focused) document.getElementById(focused)?.focus();
}

async function refresh() {
  try {
    const answer = await fetch(main.dataset.page, { headers: { Accept: "text/html" } });
    if (answer.status === 401) return location.assign(`${main.dataset.base}/`);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const headline = document.getElementById("headline")?.textContent;
    for (const part of document.querySelectorAll("[data-live]")) {
      const newer = fresh.getElementById(part.id);
      if (newer) replace(part, newer);
    }
    document.title = fresh.title;
    stale.hidden = true;
    const newer = document.getElementById("headline")?.textContent;
    if (newer && newer !== headline) announce(newer);
  } catch {
    stale.hidden = false;
  }
}

function showProgress(run) {
  const bar = document.getElementById("progress");
  if (bar?.dataset.run !== run.id) return;
  const { expected, ok, mixed, failed, given_back, lost } = run.report.documents;
  const done = ok + mixed + failed + given_back + lost;
  bar.max = Math.max(expected, done);
  bar.value = done;
  const text = `${done.toLocaleString("en")} of ${bar.max.toLocaleString("en")} document${bar.max === 1 ? "" : "s"}`;
  document.getElementById("progress-figures").textContent = text;
  const reached = Math.floor((4 * done) / bar.max);
  if (reached !== quarter) announce(text);
  quarter = reached;
}

function runChanged(run) {
  const event = run.ended ? `${run.id} ended` : run.id;
  if (event === shown()) return run.ended || showProgress(run);
  if (event === wanted) return;
  wanted = event;
  refresh();
}

// A page that nobody sees holds no connection: a browser has six for all its tabs.
function watch() {
  events?.close();
  events = null;
  if (document.hidden) return;
  events = new EventSource(`${main.dataset.base}/api/system/events`);
  events.addEventListener("run", (message) => runChanged(JSON.parse(message.data)));
}

if (document.querySelector("[data-event]")) {
  document.addEventListener("visibilitychange", () => {
    watch();
    if (!document.hidden) refresh();
  });
  // What changed by itself or on other workers: the next run, the store, the server.
  setInterval(() => document.hidden || refresh(), 30_000);
  watch();
}
