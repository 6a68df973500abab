import { byId, clockTime, dayName, make } from './dom.js';
import { renderElement } from './elements.js';
import { isTyping } from './typing.js';
import { word } from './words.js';

/** The messages of the open conversation: newest page first, earlier ones on demand or when scrolled to the top. */
export function messageThread(chat, explain) {
  const box = byId('messages');
  let peer = '';
  let messages = [];
  let next = '';
  let complete = true;
  let loading = false;

  async function loadEarlier() {
    if (loading || complete) return;
    loading = true;
    const asked = peer;
    try {
      const { data } = await chat.getMessageList({
        conversationID: `C2C${peer}`,
        ...(next === '' ? {} : { nextReqMessageID: next }),
      });
      if (asked !== peer) return;
      next = data.nextReqMessageID;
      complete = data.isCompleted;
      const below = box.scrollHeight - box.scrollTop;
      const first = messages.length === 0;
      add(data.messageList);
      box.scrollTop = first ? box.scrollHeight : box.scrollHeight - below;
    } finally {
      loading = false;
    }
  }

  /** Adds what is not there yet and keeps the order of time. */
  function add(more, isNew = false) {
    const known = new Set(messages.map(({ ID }) => ID));
    const fresh = more.filter((message) => !known.has(message.ID) && !isTyping(message));
    messages = [...messages, ...fresh].sort((a, b) => a.time - b.time || a.clientSequence - b.clientSequence);
    render(isNew ? new Set(fresh.map(({ ID }) => ID)) : new Set());
  }

  function render(fresh = new Set()) {
    const rows = [];
    if (!complete) rows.push(earlierButton());
    let day = '';
    for (const message of messages) {
      if (dayName(message.time) !== day) {
        day = dayName(message.time);
        rows.push(make('div', 'day', day));
      }
      rows.push(row(message, fresh.has(message.ID), recall));
    }
    box.replaceChildren(...rows);
    byId('empty').textContent =
      peer === '' ? word('nobody') : messages.length === 0 && complete ? word('sayHello') : '';
  }

  async function recall(message) {
    try {
      await chat.revokeMessage(message);
    } catch {
      explain(word('tooLate'));
    }
    render();
  }

  function earlierButton() {
    const button = make('button', 'more', word('earlier'));
    button.type = 'button';
    button.addEventListener('click', loadEarlier);
    return button;
  }

  box.addEventListener('scroll', () => {
    if (box.scrollTop < 40) loadEarlier();
  });

  return {
    async open(user) {
      peer = user;
      messages = [];
      next = '';
      complete = false;
      render();
      await loadEarlier();
    },
    /** Messages that came or were sent: those of this conversation are shown. */
    add(more) {
      const here = more.filter((message) => message.conversationID === `C2C${peer}`);
      if (here.length === 0) return;
      const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 120;
      add(here, true);
      if (atEnd || here.some(({ flow }) => flow === 'out')) box.scrollTop = box.scrollHeight;
    },
    /** Messages that were recalled or changed: what the SDK gives takes the place of what is shown. */
    change(changed) {
      const byId = new Map(changed.map((message) => [message.ID, message]));
      messages = messages.map((message) => byId.get(message.ID) ?? message);
      render();
    },
    refresh: () => render(),
  };
}

const marks = {
  unSend: () => make('span', '', word('sending')),
  fail: () => make('span', 'fail', word('failed')),
  success: ({ isPeerRead }) =>
    isPeerRead ? make('span', 'read', `✓✓ ${word('read')}`) : make('span', '', `✓ ${word('sent')}`),
};

function row(message, isNew, recall) {
  if (message.isRevoked) return make('div', 'day recalled', word('recalled'));
  const meta = make('div', 'meta', make('span', '', clockTime(message.time)));
  if (message.flow === 'out') meta.append((marks[message.status] ?? marks.success)(message));
  const element = make('div', `message ${message.flow}${isNew ? ' new' : ''}`, renderElement(message), meta);
  if (message.flow === 'out' && message.status === 'success') meta.append(recallButton(message, recall));
  element.dataset.id = message.ID;
  return element;
}

function recallButton(message, recall) {
  const button = make('button', 'recall', word('recall'));
  button.type = 'button';
  button.addEventListener('click', () => recall(message));
  return button;
}
