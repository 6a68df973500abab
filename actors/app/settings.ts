import type { AppSettings, LoginPolicy } from '../../events/app/events.ts';
import type { LimitProfile, Limits } from '../../events/app/limits.ts';
import type { KickReason, Platform } from '../../events/user/events.ts';
import type { FieldDefinition } from '../../events/user/profile.ts';
import { DEFAULT_PROFILE, groupLimits, UNLIMITED } from '../group/limits.ts';
import { officialLimits } from '../official/limits.ts';
import { conversationLimits, noConversationLimits } from '../user/conversations/limits.ts';
import { followLimits } from '../user/follows/limits.ts';

/** Settings with every default filled in (product.md §2.2). */
export interface EffectiveSettings {
  readonly loginPolicy: LoginPolicy;
  readonly webInstances: number;
  readonly nativeInstances: number;
  readonly liveRoomHistory: number;
  readonly recycleAfterSeconds: number;
  readonly limits: Limits;
  readonly liveRoomKick: number;
  readonly doNotDisturb: number;
  readonly userStatus: number;
  readonly friendStatusNotices: number;
  /** How long an author may recall a message. */
  readonly recallSeconds: number;
  readonly profileFields: readonly FieldDefinition[];
  readonly friendFields: readonly FieldDefinition[];
  readonly friendsOnly: number;
  readonly tellBlocked: number;
}

const DEFAULT_SETTINGS = {
  loginPolicy: 'dual',
  webInstances: 1,
  nativeInstances: 1,
  liveRoomHistory: 0,
  recycleAfterSeconds: 0,
  liveRoomKick: 0,
  doNotDisturb: 1,
  userStatus: 1,
  friendStatusNotices: 0,
  recallSeconds: 120,
  profileFields: [],
  friendFields: [],
  friendsOnly: 0,
  tellBlocked: 0,
} as const;

/** Allowed range of the numbers, inclusive (product.md §2.2: Web up to 10, native up to 3). */
export const SETTING_RANGES = {
  webInstances: [1, 10],
  nativeInstances: [1, 3],
  liveRoomHistory: [0, 20],
  recycleAfterSeconds: [0, UNLIMITED],
  liveRoomKick: [0, 1],
  doNotDisturb: [0, 1],
  userStatus: [0, 1],
  friendStatusNotices: [0, 1],
  recallSeconds: [0, UNLIMITED],
  friendsOnly: [0, 1],
  tellBlocked: [0, 1],
} as const satisfies Partial<Record<keyof AppSettings, readonly [number, number]>>;

/** What holds for an app: its own settings over those of the configuration over the defaults. */
export function withDefaults(configured: AppSettings, own: AppSettings): EffectiveSettings {
  const { limitProfile, limits: _, ...settings } = { ...configured, ...own };
  const limits = { ...profileLimits(limitProfile), ...configured.limits, ...own.limits };
  return { ...DEFAULT_SETTINGS, ...settings, limits };
}

/** Who names no profile keeps every conversation: only a hosted edition has a reason to forget some. */
function profileLimits(profile: LimitProfile | undefined): Limits {
  const ofConversations = profile === undefined ? noConversationLimits : conversationLimits[profile];
  const named = profile ?? DEFAULT_PROFILE;
  return { ...groupLimits[named], ...officialLimits[named], ...ofConversations, ...followLimits };
}

/** What is not a number of its own: checked apart. */
const OTHER_SETTINGS = ['loginPolicy', 'limitProfile', 'limits', 'profileFields', 'friendFields'];

/** What is wrong with settings, in words; undefined when they are good. They may come from anywhere. */
export function settingsProblem(settings: AppSettings): string | undefined {
  for (const [key, value] of Object.entries(settings)) {
    if (OTHER_SETTINGS.includes(key)) continue;
    if (!Object.hasOwn(SETTING_RANGES, key)) return `${key.slice(0, 40)} is not a setting of an app`;
    const [low, high] = SETTING_RANGES[key as keyof typeof SETTING_RANGES];
    if (!(Number.isInteger(value) && value >= low && value <= high)) {
      return `${key} must be an integer from ${low} to ${high}`;
    }
  }
  const { loginPolicy } = settings;
  if (loginPolicy !== undefined && !Object.hasOwn(exclusiveClasses, loginPolicy)) {
    return `loginPolicy must be one of ${Object.keys(exclusiveClasses).join(', ')}`;
  }
  return limitsProblem(settings) ?? fieldsProblem(settings);
}

function limitsProblem({ limitProfile, limits = {} }: AppSettings): string | undefined {
  if (limitProfile !== undefined && !Object.hasOwn(groupLimits, limitProfile)) {
    return `limitProfile must be one of ${Object.keys(groupLimits).join(', ')}`;
  }
  if (typeof limits !== 'object' || limits === null) return 'limits are named numbers';
  for (const [name, value] of Object.entries(limits)) {
    if (!Object.hasOwn(profileLimits(undefined), name)) return `${name} is not a limit`;
    if (!Number.isInteger(value) || value < 0 || value > UNLIMITED)
      return `${name} is an integer from 0 to ${UNLIMITED}`;
  }
  return undefined;
}

/** Most fields of a kind that an app may define (product.md rows 89, 132). */
const MAX_FIELDS = 20;

/** product.md §2.4, §2.5. */
function isDefinition(value: unknown): value is FieldDefinition {
  if (typeof value !== 'object' || value === null) return false;
  const { keyword, type, read, write } = value as Readonly<Record<string, unknown>>;
  const areRoles = (list: unknown) => Array.isArray(list) && list.every((role) => role === 'user' || role === 'admin');
  const isKeyword = typeof keyword === 'string' && /^[A-Za-z]{1,8}$/.test(keyword);
  return isKeyword && (type === 'string' || type === 'bytes') && areRoles(read) && areRoles(write);
}

/** What is wrong with definitions of fields, in words; undefined when they are good (product.md §2.4, §2.5). */
export function fieldsProblem({ profileFields = [], friendFields = [] }: AppSettings): string | undefined {
  for (const fields of [profileFields, friendFields]) {
    if (!Array.isArray(fields) || !fields.every(isDefinition)) {
      return 'a field is {keyword: 1 to 8 letters, type: "string" or "bytes", read and write: lists of "user", "admin"}';
    }
    if (fields.length > MAX_FIELDS) return `an app defines at most ${MAX_FIELDS} fields of a kind`;
    if (new Set(fields.map(({ keyword }) => keyword)).size < fields.length) return 'a keyword is defined twice';
  }
  return undefined;
}

/** Platform classes: mini programs count as Web (product.md §1). */
export const platformClass: Readonly<Record<Platform, PlatformClass>> = {
  Android: 'Android',
  iPhone: 'iPhone',
  iPad: 'iPad',
  Windows: 'Windows',
  Mac: 'Mac',
  Linux: 'Windows',
  Web: 'Web',
  MiniProgram: 'Web',
  Server: 'Server',
};

export type PlatformClass = 'Android' | 'iPhone' | 'iPad' | 'Windows' | 'Mac' | 'Web' | 'Server';

const mobile = ['Android', 'iPhone', 'iPad'] as const;
const desktop = ['Windows', 'Mac'] as const;

/** Classes that exclude each other under a policy: at most one class of each set may be online. */
export const exclusiveClasses: Readonly<Record<LoginPolicy, readonly (readonly PlatformClass[])[]>> = {
  single: [[...mobile, ...desktop, 'Web']],
  dual: [[...mobile, ...desktop], ['Web']],
  triple: [mobile, desktop, ['Web']],
  multi: [],
};

/** Instances of one class that may be online together. Server processes (bots, bridges) are not limited. */
export function instanceLimit(settings: EffectiveSettings, of: PlatformClass): number {
  if (of === 'Server') return Number.POSITIVE_INFINITY;
  return of === 'Web' ? settings.webInstances : settings.nativeInstances;
}

/** What the client is told: pushed out by the same kind of terminal, or by another (wire-core.md §3.6). */
export function kickReason(kicked: Platform, by: Platform): KickReason {
  return platformClass[kicked] === platformClass[by] ? 'multipleAccount' : 'multipleDevice';
}
