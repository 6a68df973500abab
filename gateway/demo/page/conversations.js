import { byId, clockTime, make, showAvatar } from './dom.js';
import { previewOf } from './elements.js';

/** The list on the left. `open(peer)` is called when one is chosen. */
export function conversationList({ open }) {
  const list = byId('conversations');
  let conversations = [];
  let current = '';

  function render() {
    list.replaceChildren(...conversations.filter(({ type }) => type === 'C2C').map(row));
  }

  function row({ userProfile, conversationID, unreadCount, lastMessage }) {
    const peer = conversationID.slice('C2C'.length);
    const button = make(
      'button',
      '',
      showAvatar(make('span'), peer),
      make('strong', '', userProfile?.nick || peer),
      make('small', '', lastMessage?.lastTime ? clockTime(lastMessage.lastTime) : ''),
      make('p', '', previewOf(lastMessage)),
    );
    button.type = 'button';
    button.dataset.peer = peer;
    button.setAttribute('aria-current', String(peer === current));
    if (unreadCount > 0) button.append(make('span', 'badge', unreadCount > 99 ? '99+' : String(unreadCount)));
    button.addEventListener('click', () => open(peer));
    return make('li', '', button);
  }

  return {
    show(updated) {
      conversations = updated;
      render();
    },
    select(peer) {
      current = peer;
      render();
    },
    unreadOf: (peer) => conversations.find(({ conversationID }) => conversationID === `C2C${peer}`)?.unreadCount ?? 0,
  };
}
