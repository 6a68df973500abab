import type { PushReport, PushToken, StatusResult } from '../../actors/commands/presence-types.ts';
import type { Platform } from '../../events/user/events.ts';
import { statusRow } from './encode.ts';
import { type Field, listOf, may, need, needMap, oneOf, safeInteger, text } from './fields.ts';
import { flag } from './group-fields.ts';
import { Request } from './protocol.ts';
import type { Handler } from './requests.ts';

/** Lengths and counts are the commands' to judge: these only bound what is read. */
const words = text(4096);
const users = listOf(text(256), 1000);
const platform = oneOf<Platform>('Android', 'iPhone', 'iPad', 'Windows', 'Mac', 'Linux', 'Web', 'MiniProgram');
const report: Field<PushReport> = (value) => {
  if (!Array.isArray(value)) return undefined;
  const [type, time, ext] = [safeInteger(value[0]), safeInteger(value[1]), words(value[2] ?? '')];
  return type === undefined || time === undefined || ext === undefined ? undefined : { type, time, ext };
};

/** Requests about presence and push. Adding one is adding a row. */
export const presenceRequests: readonly (readonly [number, Handler])[] = [
  [
    Request.setCustomStatus,
    ({ commands }, caller, [, , content]) => commands.setCustomStatus(caller, { text: need(words, 'text', content) }),
  ],
  [
    Request.statuses,
    async ({ queries }, caller, [, , list]) =>
      (await queries.status(caller, { users: need(users, 'users', list) })).map(statusRow),
  ],
  [
    Request.subscribeStatuses,
    async ({ commands }, caller, [, , list]) =>
      (await commands.subscribeStatuses(caller, { users: need(users, 'users', list) })).map(resultRow),
  ],
  [
    Request.unsubscribeStatuses,
    async ({ commands }, caller, [, , list]) =>
      (await commands.unsubscribeStatuses(caller, { users: may(users, 'users', list) })).map(resultRow),
  ],
  [
    Request.setPushToken,
    ({ commands }, caller, [, , fields]) =>
      commands.setPushToken(caller, {
        token: fields === undefined || fields === null ? null : tokenOf(needMap(fields)),
      }),
  ],
  [
    Request.setAppState,
    ({ commands }, caller, [, , background]) =>
      commands.setAppState(caller, { background: need(flag, 'background', background) }),
  ],
  [
    Request.reportPush,
    ({ commands }, caller, [, , list]) =>
      commands.reportPush(caller, { reports: need(listOf(report, 1000), 'reports', list) }),
  ],
  [Request.pushTargets, ({ queries }, caller) => queries.pushTargets(caller, { user: caller.user })],
];

const resultRow = ({ user, code }: StatusResult) => [user, code];

function tokenOf(fields: Readonly<Record<string, unknown>>): PushToken {
  const number = (name: string) => may(safeInteger, name, fields[name]) ?? 0;
  const said = (name: string) => may(words, name, fields[name]) ?? '';
  return {
    token: need(words, 'token', fields.token),
    certificate: number('certificate'),
    brand: number('brand'),
    os: may(platform, 'os', fields.os) ?? '',
    notifications: number('notifications'),
    model: said('model'),
    system: said('system'),
    plugin: said('plugin'),
  };
}
