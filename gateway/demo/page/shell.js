import { byId, make } from './dom.js';
import { word } from './words.js';

/** `/demo/?user=alice` is one pane for one tab; without it two panes stand side by side, each in a frame of its own,
 * because the SDK has one client per page. */
const query = new URLSearchParams(location.search);
const user = query.get('user');
const panes =
  user === null
    ? [
        ['alice', 'bob'],
        ['bob', 'alice'],
      ]
    : [[user, query.get('peer') ?? '']];

byId('tagline').textContent = word('tagline');
byId('notice').innerHTML = word('notice');
byId('panes').classList.toggle('single', panes.length === 1);
byId('tabs').hidden = panes.length === 1;

const frames = panes.map(([name, peer]) => {
  const frame = make('iframe');
  const options = new URLSearchParams({ user: name, peer });
  frame.src = `pane.html?${options}`;
  frame.title = name;
  frame.name = name;
  byId('panes').append(frame);
  return frame;
});

/** On a narrow screen one pane is shown at a time. */
const tabs = frames.map((frame) => {
  const tab = make('button', '', frame.name);
  tab.type = 'button';
  tab.addEventListener('click', () => show(frame));
  byId('tabs').append(tab);
  return tab;
});

function show(shown) {
  frames.forEach((frame, i) => {
    frame.classList.toggle('shown', frame === shown);
    tabs[i].setAttribute('aria-pressed', String(frame === shown));
  });
}

show(frames[0]);
