// Drives the stock Vert.x client against a door and prints what it was told: one JSON object a line.
const EventBus = require('@vertx/eventbus-bridge-client.js');
const tell = (what, value) => console.log(JSON.stringify({ what, value }));
const bus = new EventBus(process.argv[2], { vertxbus_ping_interval: 200, transports: [process.argv[3]] });

bus.onerror = (error) => tell('onerror', error.message);
let open = 5;
bus.onclose = (event) => {
  if (open > 0) {
    tell('closed', `${event.code} ${event.reason}`);
  }
  process.exit(0);
};
bus.onopen = () => {
  let heard = false;
  const done = () => { if (--open === 0) { setTimeout(() => bus.close(), 500); } };
  // Nothing confirms a registration: news are told until they are heard.
  bus.registerHandler('door.news', (error, message) => {
    if (!heard) {
      heard = true;
      tell('news', error || message.body);
      done();
    }
  });
  bus.registerHandler('door.echo', (error) => { tell('denied', error.failureCode); done(); });
  bus.send('door.echo', { word: 'hello' }, (error, message) => { tell('reply', error || message.body); done(); });
  bus.send('door.echo', { word: '' }, (error) => { tell('refused', error && error.failureCode); done(); });
  bus.send('door.nowhere', {}, (error) => {
    tell('unknown', error && error.failureCode);
    done();
    const news = setInterval(() => (heard ? clearInterval(news) : bus.publish('door.news', { n: 1 })), 200);
  });
};
setTimeout(() => process.exit(3), 60000);
