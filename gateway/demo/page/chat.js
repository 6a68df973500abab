/**
 * The official client of one user. Everything it says arrives in `on`: connection states, conversations, messages, reads,
 * the end of the login. Only the SDK's public API and its option `proxyServer` are used.
 */
export async function connect({ sdkAppId, user, userSig, on }) {
  const { TencentCloudChat } = window;
  const server = `${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}`;
  const chat = TencentCloudChat.create({ SDKAppID: sdkAppId, proxyServer: server });
  chat.setLogLevel(4);
  const { EVENT } = TencentCloudChat;
  const ready = new Promise((resolve) => {
    chat.on(EVENT.SDK_READY, resolve);
  });
  chat.on(EVENT.NET_STATE_CHANGE, ({ data }) => on.network(data.state));
  chat.on(EVENT.CONVERSATION_LIST_UPDATED, ({ data }) => on.conversations(data));
  chat.on(EVENT.MESSAGE_RECEIVED, ({ data }) => on.messages(data));
  chat.on(EVENT.MESSAGE_READ_BY_PEER, ({ data }) => on.read(data));
  chat.on(EVENT.MESSAGE_REVOKED, ({ data }) => on.changed(data));
  chat.on(EVENT.MESSAGE_MODIFIED, ({ data }) => on.changed(data));
  chat.on(EVENT.KICKED_OUT, ({ data }) => on.kicked(data.type));
  wakeUp(chat, EVENT);
  await chat.login({ userID: user, userSig });
  await ready;
  return chat;
}

/** Milliseconds between two attempts while the server is away. */
const RETRY_MS = 2000;

/**
 * The SDK does not retry by itself after an attempt has failed: it comes back with its next request of any kind. So a
 * request is made now and then, as an app would that wants to be back soon.
 */
function wakeUp(chat, EVENT) {
  let timer;
  chat.on(EVENT.NET_STATE_CHANGE, ({ data }) => {
    clearInterval(timer);
    if (data.state === 'connected') return;
    timer = setInterval(() => {
      chat.getUserProfile({ userIDList: [`wake-up-${Date.now()}`] }).catch(() => {});
    }, RETRY_MS);
  });
}

/** UserSig of anyone, where the server allows it. */
export async function fetchUserSig(user) {
  const answer = await fetch(`usersig?user=${encodeURIComponent(user)}`);
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.error);
  return body.userSig;
}

export async function fetchConfig() {
  return (await fetch('config')).json();
}
