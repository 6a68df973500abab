import {
  type GroupChanges,
  type GroupEntryRow,
  type GroupHistoryAnswer,
  type GroupPush,
  type GroupStateRow,
  Packet,
  Request,
} from '../protocol.ts';
import { GroupData, type GroupDataListener, tellData } from './group-data.ts';
import { type GroupMessage, toMessage } from './group-message.ts';
import { type MessageListener, tellChange } from './messages.ts';
import type { MessageBody } from './options.ts';
import { type ProfileListener, tellProfile } from './profiles.ts';
import { type RelationListener, tellRelation } from './relations.ts';

/** A change of the group, told inside the conversation. `event` and `data` are those of the log. */
export interface GroupTip {
  readonly group: string;
  /** 0 for a tip that is not kept. */
  readonly seq: number;
  /** Unix seconds. */
  readonly time: number;
  readonly event: string;
  readonly data: unknown;
}

/** A notice to this user about a group: `applied`, `approved`, `kicked`, `dissolved`, `invited` … */
export interface GroupNotice {
  readonly group: string;
  readonly time: number;
  readonly code: string;
  readonly operator: string;
  readonly text: string;
}

export interface TopicsChange {
  readonly group: string;
  readonly time: number;
  readonly change: 'created' | 'deleted';
  readonly topics: readonly string[];
  readonly operator: string;
}

export type GroupEntry =
  | { readonly kind: 'message'; readonly message: GroupMessage }
  | { readonly kind: 'tip'; readonly tip: GroupTip };

/** What the application is told about its groups. */
export interface GroupListener extends GroupDataListener, MessageListener, ProfileListener, RelationListener {
  onGroupMessage?(message: GroupMessage): void;
  onGroupTip?(tip: GroupTip): void;
  onGroupNotice?(notice: GroupNotice): void;
  /** Topics of a community that are there now, or no longer. */
  onTopics?(change: TopicsChange): void;
  /** To all live rooms; `group` is one of those this user is in. */
  onLiveBroadcast?(message: GroupMessage): void;
  onGroupRead?(mark: { readonly group: string; readonly user: string; readonly upToSeq: number }): void;
  /** After a reconnect: groups with something new. Read the seqs that are missing by `groups.history`. */
  onGroups?(groups: readonly GroupStateRow[]): void;
}

type Ask = <T>(kind: number, ...args: readonly unknown[]) => Promise<T>;

export interface GroupSendOptions {
  /** Set of `SendFlag`. */
  readonly flags?: number;
  readonly priority?: 'High' | 'Normal' | 'Low' | 'Lowest';
  readonly at?: readonly string[];
}

export interface GroupSent {
  /** 0 for a message that is not kept. */
  readonly seq: number;
  /** Unix seconds. */
  readonly time: number;
  /** Over the rate of the group: delivered to nobody. */
  readonly dropped: boolean;
}

/** The use cases of groups; each rejects with `RequestRefused` and the public code. */
export class Groups {
  readonly data: GroupData;
  readonly #ask: Ask;
  /** Random and msgSeq of a new message, and its body as bytes. */
  readonly #draft: (body: MessageBody) => readonly [random: number, body: Uint8Array, msgSeq: number];

  constructor(ask: Ask, draft: (body: MessageBody) => readonly [number, Uint8Array, number], random: () => number) {
    this.#ask = ask;
    this.data = new GroupData(ask, random);
    this.#draft = draft;
  }

  create(
    fields: GroupChanges & {
      readonly type: string;
      readonly name: string;
      readonly groupId?: string;
      readonly members?: readonly string[];
      readonly supportTopic?: boolean;
    },
  ): Promise<{ readonly groupId: string; readonly refused: readonly string[] }> {
    return this.#ask(Request.createGroup, fields);
  }

  join(group: string, text = ''): Promise<'joined' | 'waiting'> {
    return this.#ask(Request.joinGroup, group, text);
  }

  async quit(group: string): Promise<void> {
    await this.#ask(Request.quitGroup, group);
  }

  async dissolve(group: string): Promise<void> {
    await this.#ask(Request.dissolveGroup, group);
  }

  invite(group: string, users: readonly string[]): Promise<readonly (readonly [user: string, result: string])[]> {
    return this.#ask(Request.inviteToGroup, group, users);
  }

  /** `banSeconds`: for so long they may not come back. */
  async kick(group: string, users: readonly string[], reason = '', banSeconds = 0): Promise<void> {
    await this.#ask(Request.kickFromGroup, group, users, reason, banSeconds);
  }

  async handleJoin(group: string, applicant: string, agree: boolean, text = ''): Promise<void> {
    await this.#ask(Request.handleJoin, group, applicant, agree ? 'agree' : 'refuse', text);
  }

  /** Repeated with the same random and number until it is answered: stored once. */
  async send(group: string, body: MessageBody, options: GroupSendOptions = {}): Promise<GroupSent> {
    const { flags = 0, priority = null, at = null } = options;
    const [seq, time, , dropped] = await this.#ask<readonly [number, number, boolean, boolean]>(
      Request.sendGroup,
      group,
      ...this.#draft(body),
      flags,
      priority,
      at,
    );
    return { seq, time, dropped };
  }

  /** Everything up to a seq; without one, everything. Returns where the mark is now. */
  async read(group: string, upToSeq = 0): Promise<number> {
    const [seq] = await this.#ask<readonly [number]>(Request.readGroup, group, upToSeq);
    return seq;
  }

  /** The seqs up to that one, newest first; 0: from the newest. */
  async history(
    group: string,
    upToSeq: number,
    count: number,
  ): Promise<{ entries: readonly GroupEntry[]; finished: boolean }> {
    const { entries, finished } = await this.#ask<GroupHistoryAnswer>(Request.groupHistory, group, upToSeq, count);
    return { entries: entries.map(toEntry), finished };
  }

  /** The groups of this user, those with something new behind the cursor. */
  list(cursor = 0): Promise<readonly GroupStateRow[]> {
    return this.#ask(Request.groups, cursor);
  }

  members(
    group: string,
    limit: number,
    cursor?: string,
  ): Promise<{ readonly members: readonly (readonly unknown[])[]; readonly cursor: string | null }> {
    return this.#ask(Request.groupMembers, group, limit, cursor ?? null);
  }
}

type Tell = (row: readonly unknown[], listener: GroupListener) => void;

/** One row per kind of push (protocol.ts). */
const tell: Readonly<Record<GroupPush[0], Tell>> = {
  ...tellChange,
  ...tellData,
  ...tellProfile,
  ...tellRelation,
  [Packet.groupMessage]: (row, listener) => listener.onGroupMessage?.(toMessage(row)),
  [Packet.liveBroadcast]: (row, listener) => listener.onLiveBroadcast?.(toMessage(row)),
  [Packet.groupTip]: (row, listener) => listener.onGroupTip?.(toTip(row)),
  [Packet.groupNotice]: (row, listener) => {
    const [group, time, code, operator, text] = row as [string, number, string, string, string];
    listener.onGroupNotice?.({ group, time, code, operator, text });
  },
  [Packet.groupRead]: (row, listener) => {
    const [group, user, upToSeq] = row as [string, string, number];
    listener.onGroupRead?.({ group, user, upToSeq });
  },
  [Packet.groupTopics]: (row, listener) => {
    const [group, time, change, topics, operator] = row as [string, number, 'created' | 'deleted', string[], string];
    listener.onTopics?.({ group, time, change, topics, operator });
  },
};

export const groupPushKinds: readonly number[] = Object.keys(tell).map(Number);

export function deliverGroup([kind, , ...row]: GroupPush, listener: GroupListener): void {
  tell[kind](row, listener);
}

export function toEntry([kind, , ...row]: GroupEntryRow): GroupEntry {
  return kind === 'message' ? { kind, message: toMessage(row) } : { kind, tip: toTip(row) };
}

function toTip(row: readonly unknown[]): GroupTip {
  const [group, seq, time, event, data] = row as [string, number, number, string, unknown];
  return { group, seq, time, event, data };
}
