import Type, { type Static } from 'typebox';
import type { PushToken } from '../../actors/commands/presence-types.ts';
import { type CommandTable, forSession, type Reply, type SessionContext } from './command.ts';
import { osOf } from './platforms.ts';
import { anyBody, flag } from './schemas.ts';

const whole = Type.Optional(Type.Integer());
const words = Type.Optional(Type.String());
const token = Type.Object({
  TokenID: words,
  VarToken: words,
  PushMsg: Type.Optional(flag),
  BusiID: whole,
  InstType: whole,
  is_web_uniapp: whole,
  NotificationStatus: whole,
  DeviceModel: words,
  SystemVersion: words,
  PushPluginVersion: words,
});
const report = Type.Object({
  UinappPushEvents: Type.Array(Type.Object({ EventType: Type.Integer(), EventTime: Type.Integer(), ClickExt: words })),
});

const faults = { otherwise: 70402 };

/** What devices with a push plug-in say (wire-users.md §13). Their own counts of unread messages are always 0. */
export const pushStateCommands: CommandTable = {
  'im_open_status.ws_stat_settoken': forSession(token, faults, setToken),
  'im_open_status.ws_stat_background': forSession(anyBody, faults, (context) => setState(context, true)),
  'im_open_status.ws_stat_foreground': forSession(anyBody, faults, (context) => setState(context, false)),
  'offline_push_report.uniapp_sdk_report': forSession(
    report,
    faults,
    async ({ services, caller }, { UinappPushEvents }) => {
      const reports = UinappPushEvents.map(({ EventType, EventTime, ClickExt = '' }) => ({
        type: EventType,
        time: EventTime,
        ext: ClickExt,
      }));
      await services.commands.reportPush(caller, { reports });
      return {};
    },
  ),
};

async function setToken({ services, caller }: SessionContext, body: Static<typeof token>): Promise<Reply> {
  await services.commands.setPushToken(caller, { token: body.PushMsg === 0 ? null : tokenOf(body) });
  return {};
}

function tokenOf(body: Static<typeof token>): PushToken {
  return {
    token: body.TokenID || body.VarToken || '',
    certificate: body.BusiID ?? 0,
    brand: body.InstType ?? 0,
    os: osOf(body.is_web_uniapp ?? 0) ?? '',
    notifications: body.NotificationStatus ?? 0,
    model: body.DeviceModel ?? '',
    system: body.SystemVersion ?? '',
    plugin: body.PushPluginVersion ?? '',
  };
}

async function setState({ services, caller }: SessionContext, background: boolean): Promise<Reply> {
  await services.commands.setAppState(caller, { background });
  return {};
}
