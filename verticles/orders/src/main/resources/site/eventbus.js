// The event bus over a plain WebSocket: the frames of the Vert.x SockJS bridge, without SockJS around them.

const PING_MILLIS = 5_000;
const SHORTEST_WAIT_MILLIS = 250;
const LONGEST_WAIT_MILLIS = 8_000;

/**
 * Hears one address for ever: connects, registers, and does both again after a loss.
 *
 * @param address what to hear
 * @param hear takes each message's body
 * @param tell takes "live" or "lost"
 */
export function subscribe(address, hear, tell) {
  let wait = SHORTEST_WAIT_MILLIS;
  const connect = () => {
    const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(`${scheme}//${location.host}/eventbus/websocket`);
    socket.binaryType = 'arraybuffer';
    let pings;
    socket.onopen = () => {
      wait = SHORTEST_WAIT_MILLIS;
      socket.send(JSON.stringify({ type: 'register', address, headers: {} }));
      pings = setInterval(() => socket.send('{"type":"ping"}'), PING_MILLIS);
      tell('live');
    };
    socket.onmessage = (frame) => {
      const message = JSON.parse(typeof frame.data === 'string' ? frame.data : new TextDecoder().decode(frame.data));
      if (message.type === 'err') {
        console.warn('the bridge refused', message);
      } else if (message.address === address) {
        hear(message.body);
      }
    };
    socket.onclose = () => {
      clearInterval(pings);
      tell('lost');
      setTimeout(connect, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT_MILLIS);
    };
  };
  connect();
}
