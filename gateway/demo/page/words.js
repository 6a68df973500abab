/** Texts of the demo by the browser's language. */
const chinese = navigator.language.toLowerCase().startsWith('zh');

const table = {
  tagline: ['Two people, one server, the official SDK', '两个人，一台服务器，官方 SDK'],
  notice: [
    'This page signs in as anyone, so the server offers it only on loopback or when switched on. Try <code>?user=alice</code> in one tab and <code>?user=bob</code> in another.',
    '本页可以以任何人的身份登录，因此服务器只在本机回环地址上或明确开启后提供。也可在两个标签页分别打开 <code>?user=alice</code> 与 <code>?user=bob</code>。',
  ],
  signIn: ['Sign in', '登录'],
  signOut: ['Sign out', '退出登录'],
  welcome: ['Who are you?', '您是谁？'],
  welcomeText: ['Any name will do: the first login creates the account.', '任何名字都可以：首次登录即创建账号。'],
  noSignIn: [
    'The demo is switched off on this server: it would let every visitor sign in as anyone. It is on when the server listens on loopback, or when its operator allows it.',
    '此服务器未开启演示：它会让任何访客以任何人的身份登录。仅当服务器监听回环地址或由运维者允许时才会开启。',
  ],
  noSdkTitle: ['One step is missing', '还差一步'],
  noSdk: [
    'The official SDK is not installed beside this server. It belongs to its owner, so we do not ship it; this brings it:',
    '服务器旁尚未安装官方 SDK。它归其所有者所有，我们不分发；请执行：',
  ],
  connected: ['online', '在线'],
  connecting: ['connecting…', '连接中…'],
  disconnected: ['offline', '离线'],
  lost: ['The connection is lost. Coming back as soon as the server answers…', '连接已断开，服务器恢复后将自动重连…'],
  kicked: ['Signed in elsewhere: this page was signed out.', '账号在别处登录，本页已退出。'],
  newChat: ['Chat with…', '和谁聊天…'],
  nobody: ['Pick a conversation or start one', '选择或发起一个会话'],
  sayHello: ['Nothing here yet. Say hello!', '还没有消息，打个招呼吧！'],
  typing: ['is typing…', '正在输入…'],
  earlier: ['Earlier messages', '更早的消息'],
  placeholder: ['Message', '输入消息'],
  send: ['Send', '发送'],
  emoji: ['Emoji', '表情'],
  stickers: ['Stickers', '大表情'],
  location: ['Location', '位置'],
  card: ['Card', '名片'],
  read: ['Read', '已读'],
  sent: ['Sent', '已发送'],
  sending: ['Sending…', '发送中…'],
  failed: ['Not sent', '发送失败'],
  recall: ['Recall', '撤回'],
  recalled: ['A message was recalled', '撤回了一条消息'],
  tooLate: ['It is too late to recall this message', '消息发出已久，无法撤回'],
  unknown: ['A message this page cannot show', '本页无法显示的消息'],
};

/** @param {keyof typeof table} key */
export function word(key) {
  return table[key][chinese ? 1 : 0];
}
