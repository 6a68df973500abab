import { MessageFlag } from '../../events/c2c/events.ts';
import type { Envelope, EventType } from '../../events/envelope.ts';
import { parseStream } from '../../events/stream.ts';
import { arrangedNotices } from './conversation-notices.ts';
import type { Kick, Notice } from './notice.ts';

/** Who hears of a notice: every session of these users on that side, but not the instance that caused it. */
export interface Audience {
  readonly actor: string | undefined;
  readonly peer: string | undefined;
  /** Instance of `actor` that needs no echo, 0 for none. */
  readonly origin: number;
}

export type Told =
  | { readonly notice: Notice; readonly audience: Audience }
  | { readonly kick: Kick; readonly app: number; readonly user: string; readonly instance: number };

type NoticeTable = { readonly [T in EventType]?: (event: Envelope<T>) => Told | undefined };

/** Which events connected sessions are told about, and whom (wire-messages.md §15). */
const table: NoticeTable = {
  ...arrangedNotices((event) => {
    const { app, ids } = parseStream(event.stream);
    const user = ids[0] ?? '';
    return { app, user, origin: originOf(event.meta, user) };
  }),
  C2cMessageSent(event) {
    const { data: message, position, meta } = event;
    const { flags } = message;
    // Moved in from another system: only those that count as unread are news to anybody.
    if ((flags & MessageFlag.imported) !== 0 && (flags & MessageFlag.noUnread) !== 0) return undefined;
    const silent = (flags & (MessageFlag.hiddenFromSender | MessageFlag.notPushedToSender)) !== 0;
    const blocked = (flags & MessageFlag.hiddenFromReceiver) !== 0;
    return {
      notice: { kind: 'c2cMessage', app: appOf(event), message, position },
      audience: {
        actor: silent ? undefined : message.from,
        peer: blocked ? undefined : message.to,
        origin: originOf(meta, message.from),
      },
    };
  },
  C2cRead(event) {
    const { data, position, meta } = event;
    return {
      notice: { kind: 'c2cRead', app: appOf(event), ...data, position },
      audience: { actor: data.reader, peer: data.peer, origin: originOf(meta, data.reader) },
    };
  },
  InstanceKicked(event) {
    const { instance, reason, byPlatform } = event.data;
    const { app, ids } = parseStream(event.stream);
    return { kick: { reason, byPlatform: byPlatform || undefined }, app, user: ids[0] ?? '', instance };
  },
};

export function toldBy(event: Envelope): Told | undefined {
  const build = table[event.type] as ((event: Envelope) => Told | undefined) | undefined;
  return build?.(event);
}

/** The instance number means something only for the user whose instance it is. */
function originOf(meta: Envelope['meta'], user: string): number {
  return meta.actor === user ? meta.instance : 0;
}

function appOf(event: Envelope): number {
  const dash = event.stream.indexOf('-');
  return Number(event.stream.slice(dash + 1, event.stream.indexOf('.', dash)));
}
