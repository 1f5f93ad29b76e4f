// Keeps what is marked `data-live` as the server has it, while the page is open and seen. The server says only that
// something has changed; where it cannot, it is asked again every minute.
const EVERY_MS = 60_000;
const OPEN = 1;
const CLOSED = 2;
const shown = document.querySelector('[data-live]');
const said = document.querySelector('[data-live-said]');
let source;
let asking = false;
let askAgain = false;
let over = false;
/** Who was ticked when they were taken off the page. */
const gone = new Set();
const list = new Intl.ListFormat('en-GB');

const say = (words) => {
  if (said && said.textContent !== words) said.textContent = words;
};

/** What the page shows now, and who will not be sent though they were ticked: said for as long as the page is open. */
function whatIsNew() {
  const shows = `Updated: ${shown.dataset.says}.`;
  if (gone.size === 0) return shows;
  return `${shows} ${list.format(gone)}, whom you had chosen, ${gone.size > 1 ? 'are' : 'is'} no longer on this list.`;
}

/** Makes an element like another and leaves in place what both have: what is ticked, typed or focused stays so. */
function become(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  if (old.nodeType !== Node.ELEMENT_NODE || old.nodeName !== fresh.nodeName) {
    old.replaceWith(fresh);
    return;
  }
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of [...fresh.attributes])
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  const wanted = new Set([...fresh.children].map(({ id }) => id));
  for (const child of [...old.children]) if (child.id && !wanted.has(child.id)) child.remove();
  const kept = new Map([...old.children].filter(({ id }) => id).map((child) => [child.id, child]));
  let at = old.firstChild;
  for (const next of [...fresh.childNodes]) {
    const same = kept.get(next.id) ?? (!next.id && at && !at.id && at.nodeName === next.nodeName ? at : undefined);
    if (same === at && at) at = at.nextSibling;
    else old.insertBefore(same ?? next, at);
    if (same) become(same, next);
  }
  while (at) {
    const rest = at.nextSibling;
    at.remove();
    at = rest;
  }
}

function stop(words) {
  over = true;
  source?.close();
  say(words);
}

async function refresh() {
  const response = await fetch(location.href, {
    headers: { 'X-By-Itself': 'yes', 'X-Open-Page': shown.dataset.page ?? '' },
  });
  if (response.status === 401) return stop('You have been signed out. Sign in again to see what is new.');
  if (!response.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const fresh = page.querySelector('[data-live]');
  if (!fresh) return;
  const before = shown.dataset.says;
  const chosen = [...shown.querySelectorAll('input[data-who]:checked')];
  become(shown, document.adoptNode(fresh));
  const left = chosen.filter((one) => !one.isConnected);
  for (const { dataset } of left) gone.add(dataset.who);
  if (left.length > 0 || shown.dataset.says !== before) say(whatIsNew());
}

/** One after the other; whatever changes meanwhile is asked for once more. */
async function ask() {
  askAgain = asking;
  if (asking || over || document.hidden) return;
  asking = true;
  // Where there is no network it is asked again by and by.
  await refresh().catch(() => undefined);
  asking = false;
  if (askAgain) void ask();
}

function listen() {
  if (!('EventSource' in window) || over) return;
  source = new EventSource(`/live?at=${shown.dataset.live}`);
  source.onmessage = ask;
  // Refused, and not only interrupted: asking says why.
  source.onerror = ({ target }) => {
    if (target.readyState === CLOSED) void ask();
  };
}

document.addEventListener('visibilitychange', () => {
  source?.close();
  source = undefined;
  if (document.hidden) return;
  listen();
});
setInterval(() => {
  if (source?.readyState !== OPEN) void ask();
}, EVERY_MS);
listen();
