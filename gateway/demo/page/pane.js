import { connect, fetchConfig, fetchUserSig } from './chat.js';
import { composer } from './composer.js';
import { conversationList } from './conversations.js';
import { byId, make, showAvatar } from './dom.js';
import { messageThread } from './thread.js';
import { typingNotice } from './typing.js';
import { word } from './words.js';

const query = new URLSearchParams(location.search);

const labels = {
  'sign-in-button': 'signIn',
  'welcome-title': 'welcome',
  'welcome-text': 'welcomeText',
};
const titles = {
  'sign-out': ['signOut'],
  emoji: ['emoji', '😊'],
  location: ['location', '📍'],
  card: ['card', '🪪'],
  send: ['send'],
};

for (const [id, key] of Object.entries(labels)) byId(id).textContent = word(key);
for (const [id, [key, sign]] of Object.entries(titles)) {
  if (sign !== undefined) byId(id).textContent = sign;
  byId(id).title = word(key);
  byId(id).setAttribute('aria-label', word(key));
}
byId('new-chat-user').placeholder = word('newChat');
byId('text').placeholder = word('placeholder');

start();

async function start() {
  const config = await fetchConfig();
  const user = query.get('user') ?? '';
  if (window.TencentCloudChat === undefined) return explainSdk();
  if (!config.signIn) return welcome(word('noSignIn'), false);
  byId('sign-in').addEventListener('submit', (event) => {
    event.preventDefault();
    signIn(config, byId('sign-in-user').value.trim());
  });
  if (user === '') welcome(word('welcomeText'), true);
  else signIn(config, user);
}

function explainSdk() {
  byId('welcome-title').textContent = word('noSdkTitle');
  welcome(word('noSdk'), false);
  byId('welcome-text').append(make('pre', '', 'npm install @tencentcloud/chat'));
}

function welcome(text, canSignIn, error = '') {
  byId('app').hidden = true;
  byId('welcome').hidden = false;
  byId('welcome-text').textContent = text;
  byId('sign-in').hidden = !canSignIn;
  byId('welcome-error').textContent = error;
}

async function signIn(config, user) {
  try {
    await run(config, user, await fetchUserSig(user));
  } catch (error) {
    welcome(word('welcomeText'), true, error.message);
  }
}

/** The app of a logged-in user. */
async function run({ sdkAppId }, user, userSig) {
  let peer = '';
  let thread;
  let typing;
  const list = conversationList({ open });

  const chat = await connect({
    sdkAppId,
    user,
    userSig,
    on: {
      network,
      conversations: (conversations) => {
        list.show(conversations);
        markRead();
      },
      messages: (messages) => {
        thread?.add(messages);
        typing?.heard(messages);
      },
      read: () => thread?.refresh(),
      changed: (messages) => thread?.change(messages),
      kicked: () => welcome(word('kicked'), true),
    },
  });
  thread = messageThread(chat, explain);
  typing = typingNotice(chat, () => peer);
  composer(chat, { peer: () => peer, send, typing });
  showMe(user);
  bind(chat, open);
  list.show((await chat.getConversationList()).data.conversationList);
  // What has focus is being read; a pane that nobody looks at collects unread messages.
  for (const event of ['focus', 'pointerdown', 'keydown']) window.addEventListener(event, markRead);
  if (query.get('peer')) await open(query.get('peer'), false);
  else thread.refresh();

  async function open(other, read = true) {
    peer = other;
    byId('app').dataset.view = 'thread';
    byId('app').dataset.peer = other;
    showAvatar(byId('peer-avatar'), other);
    byId('peer-name').textContent = other;
    list.select(other);
    typing.clear();
    await thread.open(other);
    if (read) markRead();
  }

  function markRead() {
    if (peer === '' || !document.hasFocus() || list.unreadOf(peer) === 0) return;
    chat.setMessageRead({ conversationID: `C2C${peer}` }).catch(() => {});
  }

  function send(message) {
    thread.add([message]);
    chat.sendMessage(message).then(thread.refresh, thread.refresh);
  }
}

/** Why something was not done, for some seconds. */
function explain(text) {
  byId('banner').textContent = text;
  byId('banner').hidden = false;
  setTimeout(() => {
    byId('banner').hidden = byId('net').dataset.state === 'connected';
  }, 4000);
}

function showMe(user) {
  byId('welcome').hidden = true;
  byId('app').hidden = false;
  byId('app').dataset.view = 'list';
  byId('app').dataset.peer = '';
  showAvatar(byId('me-avatar'), user);
  byId('me-name').textContent = user;
  document.title = `${user} · Yanshu`;
  network('connected');
}

function bind(chat, open) {
  byId('new-chat').addEventListener('submit', (event) => {
    event.preventDefault();
    const other = byId('new-chat-user').value.trim();
    byId('new-chat-user').value = '';
    if (other !== '') open(other);
  });
  byId('back').addEventListener('click', () => {
    byId('app').dataset.view = 'list';
  });
  byId('sign-out').addEventListener('click', async () => {
    await chat.logout().catch(() => {});
    location.search = '';
  });
}

function network(state) {
  byId('net').dataset.state = state;
  byId('net').textContent = word(state);
  byId('banner').hidden = state === 'connected';
  byId('banner').textContent = word('lost');
}
