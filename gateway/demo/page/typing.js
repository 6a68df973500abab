import { byId } from './dom.js';
import { word } from './words.js';

/** "is typing" travels as a custom message to connected devices only: nothing is stored, nothing counts as unread. */
const BUSINESS = 'user_typing_status';

/** Milliseconds between two notices of one who keeps typing, and until the other side takes it for over. */
const REPEAT_MS = 3000;
const OVER_MS = 5000;

export function isTyping(message) {
  return message.type === 'TIMCustomElem' && message.payload.data.includes(BUSINESS);
}

export function typingNotice(chat, currentPeer) {
  let last = 0;
  let timer;
  return {
    /** The user has pressed a key. */
    pressed() {
      const peer = currentPeer();
      if (peer === '' || Date.now() - last < REPEAT_MS) return;
      last = Date.now();
      tell(chat, peer, 1);
    },
    /** The user has sent what he typed. */
    done() {
      last = 0;
    },
    /** Messages came: shows and ends the notice of the open conversation. */
    heard(messages) {
      for (const message of messages) {
        if (message.from !== currentPeer()) continue;
        clearTimeout(timer);
        const typing = isTyping(message) && JSON.parse(message.payload.data).typingStatus === 1;
        byId('peer-state').textContent = typing ? word('typing') : '';
        if (typing) timer = setTimeout(() => this.clear(), OVER_MS);
      }
    },
    clear() {
      clearTimeout(timer);
      byId('peer-state').textContent = '';
    },
  };
}

function tell(chat, peer, typingStatus) {
  const message = chat.createCustomMessage({
    to: peer,
    conversationType: 'C2C',
    payload: {
      data: JSON.stringify({ businessID: BUSINESS, typingStatus, version: 1 }),
      description: '',
      extension: '',
    },
  });
  chat.sendMessage(message, { onlineUserOnly: true }).catch(() => {});
}
