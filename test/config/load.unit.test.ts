import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { appSettingsOf } from '../../infra/config/app-settings.ts';
import { BadConfig } from '../../infra/config/errors.ts';
import { loadConfig } from '../../infra/config/load.ts';
import { flagOf, variableOf } from '../../infra/config/names.ts';
import { retentionDaysOf } from '../../infra/config/retention.ts';
import { settingKeys } from '../../infra/config/schema.ts';

interface Given {
  readonly flags?: Record<string, string>;
  readonly env?: Record<string, string>;
  readonly cwd: string;
}

function load({ flags = {}, env = {}, cwd }: Given) {
  return loadConfig({ flags: new Map(Object.entries(flags)), env, cwd });
}

t.test('without any source everything has its default', async (t) => {
  const { settings, sources } = load({ cwd: '/srv' });
  t.same(settings, {
    host: '127.0.0.1',
    port: 7800,
    data: '/srv/data',
    sdkAppId: 1400000001,
    admin: 'administrator',
    maxApps: 1000,
    durability: 'fsync',
    logLevel: 'info',
    demo: 'local',
    restPerSecond: 200,
    restAccountsPerSecond: 100,
    restListsPerSecond: 1,
    restSearchesPerSecond: 2,
    restExportsPerSecond: 10,
    recycleIdleGroupsAfter: 0,
    liveRoomHistory: 0,
    liveRoomKick: 'off',
    doNotDisturb: 'on',
    userStatus: 'on',
    friendStatusNotices: 'off',
    loginPolicy: 'dual',
    webInstances: 1,
    nativeInstances: 1,
    webLinkTimeout: 60,
    nativeLinkTimeout: 400,
    friendsOnly: 'off',
    tellBlocked: 'off',
    search: 'on',
    recallSeconds: 120,
    pendingPerSocket: 4096,
    files: 'local',
    fileUrlLifetime: 0,
    uploadUrlLifetime: 900,
    maxImageMb: 28,
    maxFileMb: 100,
    s3Region: 'us-east-1',
    languageTimeoutMs: 10_000,
    memoryBudgetMb: 256,
  });
  t.equal(sources.port, 'default');
  t.equal(sources.tlsCert, 'not set');
});

t.test('the names that are promised', async (t) => {
  t.same(settingKeys.map(variableOf), [
    'YANSHU_HOST',
    'YANSHU_PORT',
    'YANSHU_DATA',
    'YANSHU_SDKAPPID',
    'YANSHU_SECRET_KEY',
    'YANSHU_PUBLIC_KEY',
    'YANSHU_ADMIN',
    'YANSHU_MAX_APPS',
    'YANSHU_DURABILITY',
    'YANSHU_TLS_CERT',
    'YANSHU_TLS_KEY',
    'YANSHU_LOG_LEVEL',
    'YANSHU_DEMO',
    'YANSHU_REST_PER_SECOND',
    'YANSHU_REST_ACCOUNTS_PER_SECOND',
    'YANSHU_REST_LISTS_PER_SECOND',
    'YANSHU_REST_SEARCHES_PER_SECOND',
    'YANSHU_REST_EXPORTS_PER_SECOND',
    'YANSHU_LIMIT_PROFILE',
    'YANSHU_LIMIT_GROUP_MEMBERS',
    'YANSHU_LIMIT_COMMUNITY_MEMBERS',
    'YANSHU_LIMIT_JOINED_GROUPS',
    'YANSHU_LIMIT_JOINED_COMMUNITIES',
    'YANSHU_LIMIT_GROUPS',
    'YANSHU_LIMIT_LIVE_ROOMS',
    'YANSHU_LIMIT_COMMUNITIES',
    'YANSHU_LIMIT_NEW_GROUPS_PER_DAY',
    'YANSHU_LIMIT_RECENT_CONVERSATIONS',
    'YANSHU_LIMIT_UNREAD_CONVERSATIONS',
    'YANSHU_LIMIT_UNREAD_PER_CONVERSATION',
    'YANSHU_LIMIT_CONVERSATION_GROUPS',
    'YANSHU_LIMIT_MARKED_CONVERSATIONS',
    'YANSHU_LIMIT_FOLLOWING',
    'YANSHU_LIMIT_FOLLOWERS',
    'YANSHU_LIMIT_MUTUAL_FOLLOWS',
    'YANSHU_LIMIT_OFFICIAL_ACCOUNTS',
    'YANSHU_LIMIT_OFFICIAL_SUBSCRIBERS',
    'YANSHU_LIMIT_SUBSCRIPTIONS',
    'YANSHU_LIMIT_BROADCASTS_PER_SECOND',
    'YANSHU_LIMIT_BROADCASTS_PER_HOUR',
    'YANSHU_RECYCLE_IDLE_GROUPS_AFTER',
    'YANSHU_LIVE_ROOM_HISTORY',
    'YANSHU_LIVE_ROOM_KICK',
    'YANSHU_DO_NOT_DISTURB',
    'YANSHU_USER_STATUS',
    'YANSHU_FRIEND_STATUS_NOTICES',
    'YANSHU_LOGIN_POLICY',
    'YANSHU_WEB_INSTANCES',
    'YANSHU_NATIVE_INSTANCES',
    'YANSHU_WEB_LINK_TIMEOUT',
    'YANSHU_NATIVE_LINK_TIMEOUT',
    'YANSHU_FRIENDS_ONLY',
    'YANSHU_TELL_BLOCKED',
    'YANSHU_PROFILE_FIELDS',
    'YANSHU_FRIEND_FIELDS',
    'YANSHU_RECALL_SECONDS',
    'YANSHU_RETENTION_DAYS',
    'YANSHU_SEARCH',
    'YANSHU_PENDING_PER_SOCKET',
    'YANSHU_FILES',
    'YANSHU_FILES_URL',
    'YANSHU_FILE_URL_LIFETIME',
    'YANSHU_UPLOAD_URL_LIFETIME',
    'YANSHU_MAX_IMAGE_MB',
    'YANSHU_MAX_FILE_MB',
    'YANSHU_S3_ENDPOINT',
    'YANSHU_S3_BUCKET',
    'YANSHU_S3_REGION',
    'YANSHU_S3_ACCESS_KEY',
    'YANSHU_S3_SECRET_KEY',
    'YANSHU_TRANSLATE_URL',
    'YANSHU_SPEECH_URL',
    'YANSHU_LANGUAGE_TIMEOUT_MS',
    'YANSHU_MEMORY_BUDGET_MB',
  ]);
  t.same(
    ['port', 'sdkAppId', 'tlsCert', 'memoryBudgetMb'].map((key) => flagOf(key as (typeof settingKeys)[number])),
    ['--port', '--sdkappid', '--tls-cert', '--memory-budget-mb'],
  );
});

t.test('flags win over the environment, the environment over the file, the file over defaults', async (t) => {
  const cwd = t.testdir({ 'yanshu.config.json': JSON.stringify({ port: 1, host: 'file', admin: 'boss' }) });
  const { settings, sources } = load({
    cwd,
    env: { YANSHU_PORT: '2', YANSHU_HOST: 'environment', PORT: '9' },
    flags: { '--port': '3' },
  });
  t.match(settings, { port: 3, host: 'environment', admin: 'boss', sdkAppId: 1400000001 });
  t.match(sources, {
    port: 'flag --port',
    host: 'environment YANSHU_HOST',
    admin: `file ${join(cwd, 'yanshu.config.json')}`,
    sdkAppId: 'default',
  });
});

t.test('a relative path starts from where it was written', async (t) => {
  const cwd = t.testdir({ etc: { 'chat.json': JSON.stringify({ data: 'state' }) } });
  t.equal(load({ cwd, flags: { '--config': 'etc/chat.json' } }).settings.data, join(cwd, 'etc/state'));
  t.equal(load({ cwd, env: { YANSHU_CONFIG: 'etc/chat.json' } }).settings.data, join(cwd, 'etc/state'));
  t.equal(load({ cwd, flags: { '--data': 'here' } }).settings.data, join(cwd, 'here'));
  t.equal(load({ cwd, env: { YANSHU_DATA: '/there' } }).settings.data, '/there');
});

t.test('an empty variable is not set, and tests may pass their own variables on', async (t) => {
  const { settings } = load({ cwd: '/srv', env: { YANSHU_TLS_CERT: '', YANSHU_PORT: '', YANSHU_TEST_SEED: '1' } });
  t.equal(settings.port, 7800);
  t.equal(settings.tlsCert, undefined);
});

t.test('what Kubernetes adds for a service named yanshu is no setting', async (t) => {
  const env = { YANSHU_SERVICE_HOST: '10.0.0.1', YANSHU_PORT: 'tcp://10.0.0.1:80', YANSHU_PORT_80_TCP_PORT: '80' };
  t.equal(load({ cwd: '/srv', env }).settings.port, 7800);
});

t.test('a wrong value is refused in one line that names key, value, source and what is allowed', async (t) => {
  const cwd = t.testdir();
  const cases: readonly [Omit<Given, 'cwd'>, string][] = [
    [
      { flags: { '--port': '65536' } },
      'port: 65536 (flag --port) is not allowed; allowed is a whole number from 0 to 65535',
    ],
    [
      { flags: { '--port': '7.5' } },
      'port: "7.5" (flag --port) is not allowed; allowed is a whole number from 0 to 65535',
    ],
    [
      { env: { YANSHU_DURABILITY: 'none' } },
      'durability: "none" (environment YANSHU_DURABILITY) is not allowed; allowed is one of fsync, relaxed',
    ],
    [
      { env: { YANSHU_ADMIN: 'the boss' } },
      'admin: "the boss" (environment YANSHU_ADMIN) is not allowed; ' +
        'allowed is a UserID: 1 to 32 bytes of printable ASCII without spaces',
    ],
    [{ flags: { '--host': '' } }, 'host: "" (flag --host) is not allowed; allowed is a text that is not empty'],
    [
      { env: { YANSHU_TLS_CERT: 'a.pem' } },
      'tlsCert is set (environment YANSHU_TLS_CERT) but tlsKey is not: TLS needs both, or neither',
    ],
    [{ env: { YANSHU_FILES: 's3' } }, 'files is s3 (environment YANSHU_FILES) but s3Endpoint is not set'],
    [{ flags: { '--tls-key': 'a' } }, 'tlsKey is set (flag --tls-key) but tlsCert is not: TLS needs both, or neither'],
  ];
  for (const [given, message] of cases) t.throws(() => load({ ...given, cwd }), { name: 'BadConfig', message });
});

t.test('a refused secret key is not shown', async (t) => {
  t.throws(() => load({ cwd: '/srv', env: { YANSHU_SECRET_KEY: 'hunter2' } }), {
    message:
      'secretKey: the value (environment YANSHU_SECRET_KEY) is not allowed; allowed is a text of 16 characters or more',
  });
});

t.test('what is no setting is refused', async (t) => {
  const cwd = t.testdir({ 'yanshu.config.json': JSON.stringify({ prot: 1 }) });
  t.throws(() => load({ cwd }), {
    message: /^prot \(file .*yanshu.config.json\) is not a setting; known are host, port, /,
  });
  t.throws(() => load({ cwd: '/srv', env: { YANSHU_PROT: '1' } }), {
    message: /^YANSHU_PROT \(environment\) is not a setting; known are YANSHU_HOST, /,
  });
});

t.test('a configuration file that cannot be used is named', async (t) => {
  const cwd = t.testdir({ 'bad.json': '{', 'list.json': '[]', 'typed.json': '{"port":"7800"}' });
  mkdirSync(join(cwd, 'empty'));
  writeFileSync(join(cwd, 'empty/null.json'), 'null');
  const one = (file: string) => () => load({ cwd, flags: { '--config': file } });
  t.throws(one('missing.json'), { message: /^the configuration file .*missing.json cannot be read: ENOENT/ });
  t.throws(one('bad.json'), BadConfig);
  t.throws(one('list.json'), { message: /must hold one JSON object$/ });
  t.throws(one('empty/null.json'), { message: /must hold one JSON object$/ });
  t.throws(one('typed.json'), { message: /^port: "7800" \(file .*\) is not allowed; allowed is a whole number/ });
});

t.test("limits of groups: what is set is said of every app, what is not is the profile's", async (t) => {
  const env = { YANSHU_LIMIT_PROFILE: 'trial', YANSHU_LIMIT_LIVE_ROOMS: '3', YANSHU_LIMIT_COMMUNITIES: '0' };
  t.strictSame(appSettingsOf(load({ cwd: '/srv', env }).settings), {
    recycleAfterSeconds: 0,
    liveRoomHistory: 0,
    liveRoomKick: 0,
    doNotDisturb: 1,
    userStatus: 1,
    friendStatusNotices: 0,
    loginPolicy: 'dual',
    webInstances: 1,
    nativeInstances: 1,
    friendsOnly: 0,
    tellBlocked: 0,
    recallSeconds: 120,
    limitProfile: 'trial',
    limits: { liveRooms: 3, communities: 0 },
  });
  t.throws(() => load({ cwd: '/srv', env: { YANSHU_LIMIT_PROFILE: 'gold' } }), { message: /limitProfile.*trial/ });
  t.throws(() => load({ cwd: '/srv', env: { YANSHU_LIMIT_GROUPS: '-1' } }), { message: /limitGroups/ });
});

t.test('fields of an app: keywords that everybody may read and write, 20 of 8 letters #89 #132', async (t) => {
  const given = (env: Record<string, string>) => appSettingsOf(load({ cwd: '/srv', env }).settings);
  const everybody = { type: 'string', read: ['user', 'admin'], write: ['user', 'admin'] };
  const settings = given({
    YANSHU_PROFILE_FIELDS: 'Team, Rank',
    YANSHU_FRIEND_FIELDS: 'Since',
    YANSHU_TELL_BLOCKED: 'on',
  });
  t.strictSame(settings.profileFields, [
    { keyword: 'Team', ...everybody },
    { keyword: 'Rank', ...everybody },
  ]);
  t.match(settings, { friendFields: [{ keyword: 'Since' }], tellBlocked: 1, friendsOnly: 0 });
  t.equal(given({ YANSHU_FRIENDS_ONLY: 'on' }).friendsOnly, 1);
  const keywords = (count: number) => 'abcdefghijklmnopqrstu'.slice(0, count).split('').join();
  t.equal(given({ YANSHU_FRIEND_FIELDS: keywords(20) }).friendFields?.length, 20);
  for (const bad of [keywords(21), 'Team,Team', 'toolonger', 'no-dash', 'a1', ',', 'Team,']) {
    t.throws(() => given({ YANSHU_PROFILE_FIELDS: bad }), /profileFields: .* up to 20 keywords of 1 to 8 letters/, bad);
  }
});

t.test('how long messages are kept: what is set, else what the edition kept, else for ever #346', async (t) => {
  const days = (env: Record<string, string>) => retentionDaysOf(load({ cwd: '/srv', env }).settings);
  t.equal(days({}), 0);
  for (const [profile, kept] of [
    ['trial', 7],
    ['dev', 7],
    ['standard', 7],
    ['premium', 30],
    ['enterprise', 90],
  ] as const) {
    t.equal(days({ YANSHU_LIMIT_PROFILE: profile }), kept, profile);
    t.equal(days({ YANSHU_LIMIT_PROFILE: profile, YANSHU_RETENTION_DAYS: '180' }), 180, `${profile}, longer`);
    t.equal(days({ YANSHU_LIMIT_PROFILE: profile, YANSHU_RETENTION_DAYS: '0' }), 0, `${profile}, for ever`);
  }
});

t.test('addresses are http or https URLs', async (t) => {
  const given = (url: string) => load({ cwd: '/srv', flags: { '--files-url': url } }).settings.filesUrl;
  for (const url of ['chat.example.org', 'ftp://x', ' '])
    t.throws(() => given(url), /filesUrl: .* an http or https URL/);
  t.equal(given('https://chat.example.org'), 'https://chat.example.org');
});

t.test('a secret is not shown when it is wrong', async (t) => {
  const cwd = t.testdir({ 'yanshu.config.json': JSON.stringify({ s3SecretKey: ['very secret'] }) });
  t.throws(() => load({ cwd }), /s3SecretKey: the value/);
});
