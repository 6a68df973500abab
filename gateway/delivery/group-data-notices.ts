import type { Envelope } from '../../events/envelope.ts';
import type { GroupDataEvents } from '../../events/group/data.ts';
import type { GroupLookup } from './group-notices.ts';
import type { GroupDataNotice, GroupLabel } from './notice.ts';

type Common = 'app' | 'group' | 'lastSeq' | 'operator' | 'time' | 'position';
type Said<N> = N extends GroupDataNotice ? Omit<N, Common> : never;
type Found = Said<GroupDataNotice> | undefined;

/** The event's place, and what can be looked up there. */
interface Place {
  readonly app: number;
  readonly place: string;
  readonly lookup: GroupLookup;
}

type NoticeTable = {
  readonly [T in keyof GroupDataEvents]?: (data: GroupDataEvents[T], place: Place) => Found | Promise<Found>;
};

/** What members are told of a change of what they keep in their group (wire-groups.md §4, §5, §9). */
const table: NoticeTable = {
  GroupAttributesChanged: ({ operation, written, deleted, mainSeq }) => ({
    kind: 'groupAttributes',
    operation,
    written,
    deleted,
    mainSeq,
  }),
  GroupCountersChanged: ({ operation, written, deleted, counterSeq }) => ({
    kind: 'groupCounters',
    operation,
    written,
    deleted,
    counterSeq,
  }),
  MessagePinned: (data, place) => pin(data, place, true),
  MessageUnpinned: (data, place) => pin(data, place, false),
};

/** A pin is told with the whole message: its members need not have it at hand. */
async function pin(
  { messageSeq }: GroupDataEvents['MessagePinned'],
  { app, place, lookup }: Place,
  pinned: boolean,
): Promise<Found> {
  const message = await lookup.message(app, place, messageSeq);
  return message && { kind: 'groupPin', pinned, message };
}

/** Undefined: nothing that all members are told in this way. A promise where the log must be read. */
export function dataNoticeOf(
  app: number,
  event: Envelope,
  group: GroupLabel,
  lookup: GroupLookup,
): GroupDataNotice | Promise<GroupDataNotice | undefined> | undefined {
  const build = table[event.type as keyof GroupDataEvents] as
    | ((data: unknown, place: Place) => Found | Promise<Found>)
    | undefined;
  if (build === undefined) return undefined;
  const place = group.topic ?? group.groupId;
  const common = {
    app,
    group,
    lastSeq: lookup.lastSeq(app, place),
    operator: lookup.person(app, event.meta.actor),
    time: Math.floor(event.time / 1000),
    position: event.position,
  };
  const said = build(event.data, { app, place, lookup });
  if (said instanceof Promise) return said.then((found) => found && { ...common, ...found });
  return said && { ...common, ...said };
}
