import Type, { type Static, type TSchema } from 'typebox';
import { DEFAULT_PROFILE, groupLimits, type LimitProfile, UNLIMITED } from '../../actors/group/limits.ts';

const path = (description: string) => Type.String({ minLength: 1, format: 'path', description });
const url = (description: string) => Type.String({ minLength: 1, format: 'URL', description });
const keywords = (of: string) =>
  Type.String({ format: 'keywords', description: `custom fields of ${of} that everybody may read and write` });
const limit = (value: number, description: string) =>
  Type.Integer({ minimum: 0, maximum: 1_000_000_000, default: value, description: `${description}; 0 = no limit` });

const megabytes = (value: number, description: string) =>
  Type.Integer({ minimum: 1, maximum: 2048, default: value, description: `${description}, in MB` });

const numberOf = (description: string) =>
  Type.Optional(
    Type.Integer({ minimum: 0, maximum: UNLIMITED, description: `${description}; not set: as limitProfile says` }),
  );

/**
 * Every setting of the server: the one source of names, types, defaults, allowed values and the table that
 * `yanshu help` prints. A key `restPerSecond` is `YANSHU_REST_PER_SECOND` in the environment, `restPerSecond` in
 * `yanshu.config.json` and `--rest-per-second` on the command line (see `names.ts`).
 */
export const schema = Type.Object(
  {
    host: Type.String({ minLength: 1, default: '127.0.0.1', description: 'address to listen on' }),
    port: Type.Integer({
      minimum: 0,
      maximum: 65_535,
      default: 7800,
      description: 'port to listen on; 0 = any free one',
    }),
    data: Type.String({
      minLength: 1,
      format: 'path',
      default: './data',
      description: 'folder of the log and all state',
    }),
    sdkAppId: Type.Integer({ minimum: 1, maximum: 4_294_967_295, default: 1_400_000_001, description: 'SDKAppID' }),
    secretKey: Type.Optional(
      Type.String({
        minLength: 16,
        description: 'key that UserSigs are signed with; absent: made once, kept in the data folder',
      }),
    ),
    publicKey: Type.Optional(path('PEM file of the EC public key, for UserSigs of the old ECDSA form')),
    admin: Type.String({
      format: 'UserID',
      default: 'administrator',
      description: 'UserID of the app administrator',
    }),
    maxApps: Type.Integer({
      minimum: 0,
      maximum: 100_000,
      default: 1000,
      description: 'apps that may be made besides this one, by its administrators',
    }),
    durability: Type.Enum(['fsync', 'relaxed'], {
      default: 'fsync',
      description: 'fsync: on disk before it is acknowledged; relaxed: a power cut may lose the last moments',
    }),
    tlsCert: Type.Optional(path('PEM file of the certificate chain: HTTPS and WSS on the same port; with tlsKey')),
    tlsKey: Type.Optional(path('PEM file of the private key; with tlsCert')),
    logLevel: Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      default: 'info',
      description: 'least severity that is logged',
    }),
    demo: Type.Enum(['local', 'open', 'off'], {
      default: 'local',
      description: 'who may sign in as anyone on the demo page: this machine only, every visitor, or nobody',
    }),
    restPerSecond: limit(200, 'REST calls per second of one command'),
    restAccountsPerSecond: limit(100, 'REST calls per second of one account command'),
    restListsPerSecond: limit(1, 'REST calls per second that list all groups'),
    restSearchesPerSecond: limit(2, 'REST calls per second of one kind of search'),
    restExportsPerSecond: limit(10, 'REST calls per second for message logs'),
    limitProfile: Type.Optional(
      Type.Enum(Object.keys(groupLimits) as LimitProfile[], {
        description: `named set of limits; not set: groups as in ${DEFAULT_PROFILE}, and every conversation is kept`,
      }),
    ),
    limitGroupMembers: numberOf('members of a Work, Public or Meeting group'),
    limitCommunityMembers: numberOf('members of a community, 0 = no communities'),
    limitJoinedGroups: numberOf('groups of one user, communities apart'),
    limitJoinedCommunities: numberOf('communities of one user'),
    limitGroups: numberOf('groups of the app, all types together'),
    limitLiveRooms: numberOf('live rooms of the app'),
    limitCommunities: numberOf('communities of the app'),
    limitNewGroupsPerDay: numberOf('groups created less groups dissolved in a day, communities apart'),
    limitRecentConversations: numberOf('conversations in a list, a newer one pushes out the oldest'),
    limitUnreadConversations: numberOf('one-to-one conversations in which something counts as unread'),
    limitUnreadPerConversation: numberOf('unread messages counted in each of them'),
    limitConversationGroups: numberOf('groups of conversations of one user, 0 = none'),
    limitMarkedConversations: numberOf('conversations of one user with marks or custom data, 0 = none'),
    limitFollowing: numberOf('users one user may follow'),
    limitFollowers: numberOf('followers of one user'),
    limitMutualFollows: numberOf('users one user may follow who follow him'),
    limitOfficialAccounts: numberOf('official accounts of the app, 0 = none'),
    limitOfficialSubscribers: numberOf('subscribers of one official account'),
    limitSubscriptions: numberOf('official accounts that one user subscribes to'),
    limitBroadcastsPerSecond: numberOf('broadcasts of one official account in a second'),
    limitBroadcastsPerHour: numberOf('broadcasts of one official account in an hour'),
    recycleIdleGroupsAfter: Type.Integer({
      minimum: 0,
      maximum: UNLIMITED,
      default: 0,
      description: 'seconds without a message or a change after which a group is dissolved; 0 = never',
    }),
    liveRoomHistory: Type.Integer({
      minimum: 0,
      maximum: 20,
      default: 0,
      description: 'newest messages of a live room shown to who joins it',
    }),
    liveRoomKick: Type.Enum(['off', 'on'], {
      default: 'off',
      description: 'whether owner and admins of a live room may remove people from it',
    }),
    doNotDisturb: Type.Enum(['on', 'off'], {
      default: 'on',
      description: 'whether users may say when they are not to be disturbed',
    }),
    userStatus: Type.Enum(['on', 'off'], {
      default: 'on',
      description: 'whether users may ask for the status of others and be told of it',
    }),
    friendStatusNotices: Type.Enum(['on', 'off'], {
      default: 'off',
      description: "whether friends are told of each other's status without asking for it",
    }),
    loginPolicy: Type.Enum(['single', 'dual', 'triple', 'multi'], {
      default: 'dual',
      description: 'which kinds of devices of one user may be online together',
    }),
    webInstances: Type.Integer({
      minimum: 1,
      maximum: 10,
      default: 1,
      description: 'web pages of one user that may be online together, mini programs too',
    }),
    nativeInstances: Type.Integer({
      minimum: 1,
      maximum: 3,
      default: 1,
      description: 'devices of one native kind of one user that may be online together',
    }),
    webLinkTimeout: Type.Integer({
      minimum: 2,
      maximum: 3600,
      default: 60,
      description: 'seconds of silence after which the connection of a web page or mini program counts as lost',
    }),
    nativeLinkTimeout: Type.Integer({
      minimum: 2,
      maximum: 3600,
      default: 400,
      description: 'the same for native clients',
    }),
    friendsOnly: Type.Enum(['off', 'on'], {
      default: 'off',
      description: 'whether users can write only to their friends',
    }),
    tellBlocked: Type.Enum(['off', 'on'], {
      default: 'off',
      description: 'whether the author of a message to somebody who has blocked him is told that it is refused',
    }),
    profileFields: Type.Optional(keywords('profiles')),
    friendFields: Type.Optional(keywords('friends')),
    recallSeconds: Type.Integer({
      minimum: 0,
      maximum: UNLIMITED,
      default: 120,
      description: 'seconds for which a message can be recalled by its author; others may at any time',
    }),
    retentionDays: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 36_500,
        description:
          'days after which messages are gone and their space is freed; 0 = never; not set: as limitProfile says, without one never',
      }),
    ),
    search: Type.Enum(['on', 'off'], {
      default: 'on',
      description: 'search for messages, users, groups and members; off: no index is kept, and asking is refused',
    }),
    pendingPerSocket: limit(4096, 'requests of one socket that may wait for their answer'),
    files: Type.Enum(['local', 's3'], {
      default: 'local',
      description: 'where uploaded files are kept: in the data folder, or in an S3-compatible store',
    }),
    filesUrl: Type.Optional(url('address under which clients reach this server for files; not set: as they connected')),
    fileUrlLifetime: Type.Integer({
      minimum: 0,
      maximum: UNLIMITED,
      default: 0,
      description: 'seconds that the URL of a file in a message is good; 0 = for ever',
    }),
    uploadUrlLifetime: Type.Integer({
      minimum: 60,
      maximum: 86_400,
      default: 900,
      description: 'seconds until an upload must have begun',
    }),
    maxImageMb: megabytes(28, 'largest image or sound'),
    maxFileMb: megabytes(100, 'largest video or other file'),
    s3Endpoint: Type.Optional(url('address of the S3-compatible store; with files s3')),
    s3Bucket: Type.Optional(Type.String({ minLength: 1, description: 'bucket of the files; with files s3' })),
    s3Region: Type.String({ minLength: 1, default: 'us-east-1', description: 'region that the store expects' }),
    s3AccessKey: Type.Optional(Type.String({ minLength: 1, description: 'access key of the store; with files s3' })),
    s3SecretKey: Type.Optional(Type.String({ minLength: 1, description: 'secret key of the store; with files s3' })),
    translateUrl: Type.Optional(url('service that translates texts; not set: no translation')),
    speechUrl: Type.Optional(url('service that turns recordings into text; not set: no voice to text')),
    languageTimeoutMs: Type.Integer({
      minimum: 100,
      maximum: 60_000,
      default: 10_000,
      description: 'how long these two may take, in milliseconds',
    }),
    memoryBudgetMb: Type.Integer({
      minimum: 1,
      maximum: 1_048_576,
      default: 256,
      description: 'memory for awake actors, in MB',
    }),
  },
  { additionalProperties: false },
);

/** The settings as the sources give them; paths are absolute. */
export type Settings = Readonly<Static<typeof schema>>;
export type SettingKey = keyof Settings;

export const settingKeys = Object.keys(schema.properties) as readonly SettingKey[];

/** What the schema says about one setting, in the shape of JSON Schema. */
export interface SettingRule {
  readonly description: string;
  readonly type?: 'string' | 'integer';
  readonly enum?: readonly string[];
  readonly default?: string | number;
  readonly format?: 'path' | 'UserID' | 'URL' | 'keywords';
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
}

/** Values that are shown only when somebody asks for them. */
export const secretSettings: ReadonlySet<SettingKey> = new Set(['secretKey', 's3SecretKey']);

// TypeBox's types leave out what it copies into the schema as it is: description, format, default.
const rules = schema.properties as unknown as Readonly<Record<SettingKey, TSchema & SettingRule>>;

export function ruleOf(key: SettingKey): TSchema & SettingRule {
  return rules[key];
}

/** The allowed values of a setting, in words. */
export function allowedOf(key: SettingKey): string {
  const rule = ruleOf(key);
  if (rule.enum) return `one of ${rule.enum.join(', ')}`;
  if (rule.type === 'integer') return `a whole number from ${rule.minimum} to ${rule.maximum}`;
  if (rule.format === 'path') return 'a path';
  if (rule.format === 'keywords') return 'up to 20 keywords of 1 to 8 letters each, separated by commas';
  if (rule.format === 'URL') return 'an http or https URL';
  if (rule.format === 'UserID') return 'a UserID: 1 to 32 bytes of printable ASCII without spaces';
  return (rule.minLength ?? 0) > 1 ? `a text of ${rule.minLength} characters or more` : 'a text that is not empty';
}
