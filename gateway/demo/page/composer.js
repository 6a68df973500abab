import { byId, make } from './dom.js';
import { CARD } from './elements.js';
import { word } from './words.js';

const emoji = [...'😀😄😂🥰😎🤔😭😡👍👏🙏💪🎉❤️🌸🍵'.matchAll(/\p{Extended_Pictographic}\uFE0F?/gu)].map(([one]) => one);
const stickers = ['🪿', '🐼', '🚀', '🌙'];

const places = [
  { description: '西湖 · West Lake', latitude: 30.2431, longitude: 120.15 },
  { description: '外滩 · The Bund', latitude: 31.2397, longitude: 121.4903 },
  { description: '青海湖 · Qinghai Lake', latitude: 36.8905, longitude: 100.1836 },
];

const cards = [
  { cover: '🍵', title: 'Tea at four?', text: 'Longjing, first harvest. The courtyard is free.' },
  { cover: '📚', title: 'Book of the week', text: 'Six Records of a Floating Life' },
  { cover: '🎟️', title: 'Two tickets', text: 'Saturday, row 7, seats 12 and 13' },
];

/** What is written and sent. `send(message)` gets a message of the SDK. */
export function composer(chat, { peer, send, typing }) {
  const text = byId('text');
  const picker = byId('picker');
  let turn = 0;

  const create = (kind, payload) => send(chat[kind]({ to: peer(), conversationType: 'C2C', payload }));

  function sendText() {
    const words = text.value.trim();
    if (words === '' || peer() === '') return;
    text.value = '';
    grow();
    typing.done();
    create('createTextMessage', { text: words });
  }

  function grow() {
    text.style.height = 'auto';
    text.style.height = `${text.scrollHeight + 2}px`;
  }

  function toggle(open = picker.hidden) {
    picker.hidden = !open;
    byId('emoji').setAttribute('aria-expanded', String(open));
  }

  picker.append(
    ...emoji.map((one) =>
      choice(one, '', () => {
        text.setRangeText(one, text.selectionStart, text.selectionEnd, 'end');
        text.focus();
      }),
    ),
    make('small', '', word('stickers')),
    ...stickers.map((one, index) =>
      choice(one, 'sticker', () => {
        toggle(false);
        create('createFaceMessage', { index, data: one });
      }),
    ),
  );

  byId('composer').addEventListener('submit', (event) => {
    event.preventDefault();
    sendText();
  });
  text.addEventListener('keydown', (event) => {
    // While an input method composes (Chinese, Japanese), Enter chooses a word.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    sendText();
  });
  text.addEventListener('input', () => {
    grow();
    typing.pressed();
  });
  byId('emoji').addEventListener('click', () => toggle());
  byId('messages').addEventListener('click', () => toggle(false));
  byId('location').addEventListener('click', () => create('createLocationMessage', places[turn++ % places.length]));
  byId('card').addEventListener('click', () => {
    const card = cards[turn++ % cards.length];
    create('createCustomMessage', {
      data: JSON.stringify({ businessID: CARD, ...card }),
      description: card.title,
      extension: '',
    });
  });
}

function choice(face, className, act) {
  const button = make('button', className, face);
  button.type = 'button';
  button.addEventListener('click', act);
  return button;
}
