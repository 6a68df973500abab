import { make } from './dom.js';
import { word } from './words.js';

/** What a message looks like, by type of the SDK. Content of messages becomes text, never HTML. */
const renderers = {
  TIMTextElem: ({ text }) => make('div', 'bubble', text),
  TIMFaceElem: ({ data }) => make('div', 'bubble bare face', data),
  TIMLocationElem: ({ description, latitude, longitude }) =>
    bare(sheet(map(latitude, longitude), description, `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`)),
  TIMCustomElem: (payload) => {
    const card = readCard(payload.data);
    if (card === undefined) return make('div', 'bubble', payload.description || word('unknown'));
    return bare(sheet(make('span', 'cover', card.cover), card.title, card.text));
  },
};

export function renderElement(message) {
  const render = renderers[message.type];
  return render ? render(message.payload) : make('div', 'bubble', word('unknown'));
}

/** One line for the conversation list. */
export function previewOf(lastMessage) {
  if (lastMessage?.isRevoked) return word('recalled');
  if (lastMessage?.type === 'TIMFaceElem') return lastMessage.payload?.data ?? '';
  if (lastMessage?.type === 'TIMCustomElem') return readCard(lastMessage.payload?.data)?.title ?? word('card');
  if (lastMessage?.type === 'TIMLocationElem') return `📍 ${lastMessage.payload?.description ?? ''}`;
  return lastMessage?.messageForShow ?? '';
}

export const CARD = 'yanshu_card';

function readCard(data) {
  try {
    const card = JSON.parse(data);
    return card.businessID === CARD ? card : undefined;
  } catch {
    return undefined;
  }
}

function bare(content) {
  return make('div', 'bubble bare', content);
}

function sheet(picture, title, text) {
  return make('div', 'sheet', picture, make('div', '', make('strong', '', title), make('small', '', text)));
}

const SVG = 'http://www.w3.org/2000/svg';

/** A drawn map: streets follow from the coordinates, so that no map service is asked. */
function map(latitude, longitude) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'map');
  svg.setAttribute('viewBox', '0 0 230 96');
  const shift = Math.abs(Math.round((latitude + longitude) * 1000)) % 40;
  const shapes = [
    ['rect', { width: 230, height: 96, fill: 'light-dark(#e8eee6, #22302a)' }],
    [
      'path',
      {
        d: `M0 ${70 - shift / 2} C60 ${40 + shift} 150 ${100 - shift} 230 30`,
        stroke: 'light-dark(#b9d7e4, #2b4a58)',
        'stroke-width': 16,
      },
    ],
    [
      'path',
      {
        d: `M${20 + shift} 0 V96 M${120 + shift} 0 L${90 + shift} 96 M0 22 L230 ${14 + shift / 2}`,
        stroke: 'light-dark(#fff, #31413a)',
        'stroke-width': 5,
      },
    ],
    ['path', { d: 'M115 62 c-14 -16 -14 -34 0 -34 s14 18 0 34 z', fill: '#c0552d' }],
    ['circle', { cx: 115, cy: 41, r: 5, fill: '#fff' }],
  ];
  for (const [tag, attributes] of shapes) {
    const shape = document.createElementNS(SVG, tag);
    shape.style.fill = attributes.fill ?? 'none';
    shape.style.stroke = attributes.stroke ?? 'none';
    for (const [name, value] of Object.entries(attributes)) {
      if (name !== 'fill' && name !== 'stroke') shape.setAttribute(name, value);
    }
    svg.append(shape);
  }
  return svg;
}
