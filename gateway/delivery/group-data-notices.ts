import type { Envelope } from '../../events/envelope.ts';
import type { GroupDataEvents } from '../../events/group/data.ts';
import type { GroupLookup } from './group-notices.ts';
import type { GroupDataNotice, GroupLabel } from './notice.ts';

type Common = 'app' | 'group' | 'lastSeq' | 'operator' | 'time' | 'position';
type Said<N> = N extends GroupDataNotice ? Omit<N, Common> : never;
type NoticeTable = {
  readonly [T in keyof GroupDataEvents]?: (data: GroupDataEvents[T]) => Said<GroupDataNotice>;
};

/** What members are told of a change of what they keep in their group (wire-groups.md §4, §5). */
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
};

/** Undefined: nothing that all members are told in this way. */
export function dataNoticeOf(
  app: number,
  event: Envelope,
  group: GroupLabel,
  lookup: GroupLookup,
): GroupDataNotice | undefined {
  const said = table[event.type as keyof GroupDataEvents] as ((data: unknown) => Said<GroupDataNotice>) | undefined;
  if (said === undefined) return undefined;
  return {
    ...said(event.data),
    app,
    group,
    lastSeq: lookup.lastSeq(app, group.groupId),
    operator: lookup.person(app, event.meta.actor),
    time: Math.floor(event.time / 1000),
    position: event.position,
  };
}
