import fc from 'fast-check';
import type { Dependencies } from '../../actors/commands/dependencies.ts';
import type { MessageCommands } from '../../actors/commands/message-types.ts';
import { messageCommands } from '../../actors/commands/messages.ts';
import type { Envelope } from '../../events/envelope.ts';
import type { MessagePlace } from '../../events/message/place.ts';
import { Refused } from '../../events/refused.ts';
import { administrator, caller, codeOf, type MessageHouse, PEOPLE } from './message-house.ts';

/** What several people do with one message at the same moment. */
export type Act =
  | { readonly kind: 'react'; readonly user: string; readonly reaction: string; readonly added: boolean }
  | { readonly kind: 'modify'; readonly user: string; readonly version: number }
  | { readonly kind: 'extend'; readonly user: string; readonly key: string; readonly seq: number }
  | { readonly kind: 'recall'; readonly byAuthor: boolean };

const user = fc.constantFrom(...PEOPLE);
export const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant('react' as const),
      user,
      reaction: fc.integer({ min: 0, max: 12 }).map((n) => `r${n}`),
      added: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, fc.constant(false)),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('modify' as const), user, version: fc.nat(3) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('extend' as const),
      user,
      key: fc.constantFrom('a', 'b'),
      seq: fc.nat(4),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('recall' as const), byAuthor: fc.boolean() }) },
);

/** A message, as plainly as it can be told. */
export class Told {
  version = 0;
  revoked = false;
  lastSeq = 0;
  readonly reactions = new Map<string, Set<string>>();
  readonly pairs = new Map<string, number>();

  /** What an act is answered with now, 0 or a code, and whether anything would happen. */
  answer(one: Act): { readonly code: number; readonly changes: boolean } {
    const no = (code: number) => ({ code, changes: false });
    if (one.kind === 'recall') return this.revoked ? no(20023) : { code: 0, changes: true };
    if (one.kind === 'modify') {
      if (this.revoked) return no(20023);
      return one.version === this.version ? { code: 0, changes: true } : no(20027);
    }
    if (this.revoked) return no(23004);
    if (one.kind === 'extend') {
      return one.seq === (this.pairs.get(one.key) ?? 0) ? { code: 0, changes: true } : no(23001);
    }
    const users = this.reactions.get(one.reaction);
    const reacted = users?.has(one.user) === true;
    if (!one.added) return { code: 0, changes: reacted };
    if (reacted) return no(23007);
    return users === undefined && this.reactions.size >= 10 ? no(23005) : { code: 0, changes: true };
  }

  /** Whether an event is what an act leads to now. */
  isOf(event: Envelope, one: Act): boolean {
    const { type, data } = event;
    if (type === 'MessageRevoked') return one.kind === 'recall' && one.byAuthor === (data.by === 'alice');
    if (type === 'MessageModified') {
      return one.kind === 'modify' && one.user === data.by && one.version === this.version;
    }
    if (type === 'ExtensionsChanged') {
      const key = data.entries[0]?.[0] ?? '';
      return one.kind === 'extend' && one.user === data.by && one.key === key && this.answer(one).changes;
    }
    if (type !== 'ReactionChanged' || one.kind !== 'react') return false;
    return one.user === data.user && one.reaction === data.reaction && one.added === data.added;
  }

  /** Follows an event; throws when it could not have happened. */
  follow(event: Envelope): void {
    if (this.revoked) throw new Error(`${event.type} after the recall`);
    if (event.type === 'MessageRevoked') this.revoked = true;
    else if (event.type === 'MessageModified') {
      if (event.data.version !== ++this.version) throw new Error(`version ${event.data.version} again`);
    } else if (event.type === 'ExtensionsChanged') {
      for (const [key, , seq] of event.data.entries) {
        if (seq !== ++this.lastSeq) throw new Error(`pair ${seq} again`);
        this.pairs.set(key, seq);
      }
    } else if (event.type === 'ReactionChanged') {
      const { reaction, user, added } = event.data;
      const users = this.reactions.get(reaction) ?? new Set();
      if (users.has(user) === added) throw new Error(`${user} ${reaction} twice`);
      if (added) users.add(user);
      else users.delete(user);
      this.reactions.set(reaction, users);
      if (users.size === 0) this.reactions.delete(reaction);
      if (this.reactions.size > 10) throw new Error('eleven reactions');
    }
  }
}

/** The same use cases as another node has them: they do not wait for their turn behind each other, only the log decides. */
export function otherNode(house: MessageHouse): MessageCommands {
  const { services, host } = house.node;
  const { messages } = house.projections;
  // All that these use cases ask for.
  const dependencies = { host, messages, clock: services.clock, configured: {} } as Partial<Dependencies>;
  return messageCommands(dependencies as Dependencies);
}

/** Does it; the code that it is answered with. */
export function run(commands: MessageCommands, place: MessagePlace, message: number, one: Act): Promise<number> {
  return codeOf(async () => {
    if (one.kind === 'react') {
      const { reaction, added } = one;
      await commands.react(caller(one.user), { place, message, reaction, added });
    } else if (one.kind === 'modify') {
      const elements = [{ MsgType: 'TIMTextElem', MsgContent: { Text: one.user } }];
      const command = { place, message, version: one.version, elements };
      if ((await commands.modifyMessage(caller(one.user), command)).conflict) throw refusedWith(20027);
    } else if (one.kind === 'extend') {
      const entries = [{ key: one.key, value: one.user, seq: one.seq }];
      const command = { place, message, operation: 'set', entries } as const;
      const { entries: [result] = [] } = await commands.changeExtensions(caller(one.user), command);
      if (result === undefined || result.code !== 0) throw refusedWith(result?.code ?? -1);
    } else {
      const by = one.byAuthor ? caller('alice') : administrator;
      const [result] = await commands.revokeMessages(by, { place, messages: [message] });
      if (result === undefined || result.code !== 0) throw refusedWith(result?.code ?? -1);
    }
  });
}

const refusedWith = (code: number): Refused => new Refused(code, 'as its result says');
