import { subscribe } from './eventbus.js';

const MOST_EVENTS = 50;
const MENUS_AGAIN_MILLIS = 1_000;
const EVENTS_LATE_MILLIS = 2_000;

const byId = (id) => document.getElementById(id);
const plainSteps = byId('steps').innerHTML;
let current = null;
let menus = [];

// ---- the menu -----------------------------------------------------------------------------------------------------------

async function loadMenus() {
  try {
    menus = (await (await fetch('/menus')).json()).menus ?? [];
  } catch {
    menus = [];
  }
  if (menus.length === 0) {
    setTimeout(loadMenus, MENUS_AGAIN_MILLIS);
    return;
  }
  const restaurant = byId('restaurant');
  restaurant.replaceChildren(...menus.map((menu) => new Option(menu.name, menu.restaurantId)));
  restaurant.disabled = false;
  byId('place').disabled = false;
  showMenu();
}

function showMenu() {
  const menu = menus.find((one) => one.restaurantId === byId('restaurant').value);
  byId('menu').replaceChildren(...menu.items.map((item, index) => {
    const row = document.createElement('div');
    row.className = 'item';
    const label = element('label', item.name);
    label.htmlFor = `quantity-${item.menuItemId}`;
    const quantity = document.createElement('input');
    Object.assign(quantity, { type: 'number', min: 0, max: 20, value: index === 0 ? 1 : 0, id: label.htmlFor, name: item.menuItemId });
    row.append(label, element('span', (item.cents / 100).toFixed(2), 'quiet'), quantity);
    return row;
  }));
}

// ---- placing an order ---------------------------------------------------------------------------------------------------

async function place(event) {
  event.preventDefault();
  const items = [...byId('menu').querySelectorAll('input')]
    .map((input) => ({ menuItemId: input.name, quantity: Number(input.value) }))
    .filter((item) => item.quantity > 0);
  const orderId = `o-${crypto.randomUUID()}`;
  const order = { orderId, consumerId: byId('consumer').value, restaurantId: byId('restaurant').value, items };
  start(orderId);
  try {
    const answer = await fetch('/orders', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': orderId, Prefer: 'respond-async' },
      body: JSON.stringify(order),
    });
    if (!answer.ok) {
      refuse(await answer.json());
      return;
    }
    await follow(orderId, answer.headers.get('Location'));
  } catch (failure) {
    refuse({ title: 'The node cannot be reached', detail: String(failure.message) });
  }
}

function start(orderId) {
  current = orderId;
  byId('steps').innerHTML = plainSteps;
  byId('order-id').replaceChildren('Order ', element('code', orderId));
  byId('refusal').hidden = true;
  byId('answer').hidden = true;
}

function refuse(problem) {
  const more = (problem.errors ?? []).slice(1).map((fault) => `${fault.pointer} ${fault.reason}`);
  const sentences = [problem.detail ?? problem.title, ...more, problem.mend].filter(Boolean);
  byId('refusal').textContent = sentences.join(' · ');
  byId('refusal').hidden = false;
}

// Steps come live over the event bus; the operation says how the order ended. Who lost the connection meanwhile reads the steps.
async function follow(orderId, location) {
  if (!location) {
    return;
  }
  const operation = await (await fetch(location, { headers: { Prefer: 'wait=20' } })).json();
  if (orderId !== current) {
    return;
  }
  const link = Object.assign(element('a', location), { href: location });
  byId('answer').replaceChildren('The operation ', link, ` is ${operation.state}.`);
  byId('answer').hidden = false;
  await new Promise((later) => setTimeout(later, EVENTS_LATE_MILLIS));
  const seen = await fetch(`/orders/${encodeURIComponent(orderId)}`);
  if (seen.ok && orderId === current) {
    (await seen.json()).steps.forEach((step) => showStep(step, 'read'));
  }
}

// ---- what happens -------------------------------------------------------------------------------------------------------

function hear(body) {
  const event = typeof body === 'string' ? JSON.parse(body) : body;
  showEvent(event);
  if (event.orderId === current) {
    showStep(event, 'live');
  }
}

function showStep(event, way) {
  const steps = byId('steps');
  let step = steps.querySelector(`[data-step="${event.step}"]`);
  if (!step) {
    steps.querySelectorAll('li:not(.done)').forEach((never) => never.remove());
    step = element('li', 'Rejected');
    step.dataset.step = event.step;
    steps.append(step);
  }
  if (step.classList.contains('done')) {
    return;
  }
  step.classList.add('done');
  step.classList.toggle('bad', event.step === 'rejected');
  step.dataset.way = way;
  step.append(element('small', `${event.text} (${event.node})`));
}

function showEvent(event) {
  const events = byId('events');
  events.querySelector('.quiet')?.remove();
  const row = document.createElement('tr');
  row.classList.toggle('mine', event.orderId === current);
  const order = element('td', '');
  order.append(element('code', event.orderId.length > 14 ? `${event.orderId.slice(0, 13)}…` : event.orderId));
  order.title = event.orderId;
  row.append(element('td', new Date().toLocaleTimeString()), order, element('td', event.step), element('td', event.text), element('td', event.node));
  events.prepend(row);
  while (events.children.length > MOST_EVENTS) {
    events.lastElementChild.remove();
  }
}

function connection(state) {
  byId('connection').dataset.state = state;
  byId('connection').textContent = state;
}

function element(name, text, className) {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) {
    made.className = className;
  }
  return made;
}

byId('restaurant').addEventListener('change', showMenu);
byId('order').addEventListener('submit', place);
subscribe('orders.events', hear, connection);
loadMenus();
