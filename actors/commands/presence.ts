import type { Caller } from '../../events/caller.ts';
import { Refused } from '../../events/refused.ts';
import type { PushToken } from '../../events/user/presence.ts';
import { userDecider } from '../user/decider.ts';
import {
  MAX_CUSTOM_STATUS_BYTES,
  MAX_DEVICE_TEXT_BYTES,
  MAX_REPORT_BYTES,
  MAX_REPORTS,
  MAX_SUBSCRIBED_AT_ONCE,
  MAX_TOKEN_BYTES,
} from '../user/presence/limits.ts';
import { type Dependencies, requireAdmin, settingsOf, userStream } from './dependencies.ts';
import { findUser } from './peers.ts';
import type { PresenceCommands, StatusResult } from './presence-types.ts';

/** Status of users, and what devices say about push (product.md §2.3). */
export function presenceCommands(dependencies: Dependencies): PresenceCommands {
  const { host } = dependencies;
  const own = ({ app, user }: Caller) => userStream(app, user);

  /** @throws Refused 72001, 70206. */
  async function check({ app }: Caller, users: readonly string[]): Promise<void> {
    const { userStatus } = await settingsOf(dependencies, app);
    if (userStatus === 0) throw new Refused(72001, 'this app has no user status');
    if (users.length > MAX_SUBSCRIBED_AT_ONCE) {
      throw new Refused(70206, `at most ${MAX_SUBSCRIBED_AT_ONCE} users per call`);
    }
  }

  const resultsOf = (app: number, users: readonly string[]): readonly StatusResult[] =>
    users.map((user) => ({ user, code: findUser(dependencies, app, user) === undefined ? 70107 : 0 }));

  return {
    async setCustomStatus(caller, { text }) {
      if (Buffer.byteLength(text) > MAX_CUSTOM_STATUS_BYTES) {
        throw new Refused(70402, `a custom status has at most ${MAX_CUSTOM_STATUS_BYTES} bytes`);
      }
      await host.ask(userDecider, own(caller), 'setCustomStatus', { text }, caller);
    },

    async subscribeStatuses(caller, { users }) {
      await check(caller, users);
      const results = resultsOf(caller.app, users);
      const known = results.filter(({ code }) => code === 0).map(({ user }) => user);
      const { instance } = caller;
      if (known.length > 0) {
        await host.ask(userDecider, own(caller), 'subscribe', { instance, users: known }, caller);
      }
      return results;
    },

    async unsubscribeStatuses(caller, { users }) {
      await check(caller, users ?? []);
      await host.ask(userDecider, own(caller), 'unsubscribe', { users }, caller);
      return users === undefined ? [] : resultsOf(caller.app, users);
    },

    async setPushToken(caller, { token }) {
      if (token !== null) checkToken(token);
      const { instance } = caller;
      await host.ask(userDecider, own(caller), 'setPushToken', { instance, token }, caller);
    },

    async setAppState(caller, { background }) {
      const { instance } = caller;
      await host.ask(userDecider, own(caller), 'setAppState', { instance, background }, caller);
    },

    async reportPush(caller, { reports }) {
      if (reports.length > MAX_REPORTS) throw new Refused(70206, `at most ${MAX_REPORTS} reports per call`);
      if (reports.some(({ ext }) => Buffer.byteLength(ext) > MAX_REPORT_BYTES)) {
        throw new Refused(70402, `what comes with a report has at most ${MAX_REPORT_BYTES} bytes`);
      }
      const { instance } = caller;
      await host.ask(userDecider, own(caller), 'reportPush', { instance, reports }, caller);
    },

    async noteAway(caller, { user, instance }) {
      requireAdmin(caller);
      await host.visit(userDecider, userStream(caller.app, user), 'noteAway', { instance }, caller);
    },

    async noteUnreachable(caller, { user, instance }) {
      requireAdmin(caller);
      await host.visit(userDecider, userStream(caller.app, user), 'noteUnreachable', { instance }, caller);
    },
  };
}

/** @throws Refused 22003, 22004, 70402. */
function checkToken({ token, model, system, plugin }: PushToken): void {
  if (token === '') throw new Refused(22003, 'the push token is empty');
  if (Buffer.byteLength(token) > MAX_TOKEN_BYTES) {
    throw new Refused(22004, `a push token has at most ${MAX_TOKEN_BYTES} bytes`);
  }
  for (const text of [model, system, plugin]) {
    if (Buffer.byteLength(text) > MAX_DEVICE_TEXT_BYTES) {
      throw new Refused(70402, `what a device says of itself has at most ${MAX_DEVICE_TEXT_BYTES} bytes`);
    }
  }
}
